import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './pages.ts';

describe('Dependabot', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    readonly updates: readonly {
      readonly 'package-ecosystem': string;
      readonly directories?: readonly string[];
      readonly cooldown?: Readonly<Record<string, number>>;
    }[];
  };

  /** Of others GitHub refuses the whole file: docs.github.com, "Dependabot options reference", `cooldown`. */
  const WITH_PARTS_OF_VERSIONS = ['gomod', 'npm', 'pip', 'uv'];

  it.each(updates)('lets $package-ecosystem wait, as it can', ({ cooldown, ...update }) => {
    expect(cooldown?.['default-days']).toBeGreaterThanOrEqual(7);
    if (WITH_PARTS_OF_VERSIONS.includes(update['package-ecosystem'])) return;
    expect(Object.keys(cooldown ?? {})).toEqual(['default-days']);
  });

  it('knows every program that is built here', () => {
    const modules = updates.find((update) => update['package-ecosystem'] === 'gomod');
    const built = globSync('.ci/**/go.mod', { cwd: root }).map((file) => dirname(dirname(file)));
    expect(built.length).toBeGreaterThan(0);
    expect(modules?.directories?.toSorted()).toEqual(
      [...new Set(built)].sort().map((folder) => `/${folder}/*`),
    );
  });
});
