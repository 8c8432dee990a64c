import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNodes, name } from './plugin.ts';
import { typeScriptTargets } from './targets.ts';

const [pattern, infer] = createNodes;

test('the plugin is named like its package', () => {
  expect(name).toBe('@modax/nx-typescript');
});

describe('a project', () => {
  test('is a package with a tsconfig.json, named like its folder, with all targets', async () => {
    expect(await inferred({ 'libs/pump': ['package.json', 'tsconfig.json'] })).toEqual([
      [
        'libs/pump/package.json',
        {
          projects: {
            'libs/pump': { name: 'pump', projectType: 'library', targets: typeScriptTargets() },
          },
        },
      ],
    ]);
  });

  test('is an application below apps, a library elsewhere', async () => {
    const results = await inferred({
      'apps/pump': ['package.json', 'tsconfig.json'],
      'libs/pump-kit': ['package.json', 'tsconfig.json'],
      'tools/pump-tool': ['package.json', 'tsconfig.json'],
    });
    const kinds = results.flatMap(([, { projects }]) =>
      Object.values(projects ?? {}).map((project) => [project.name, project.projectType]),
    );
    expect(kinds).toEqual([
      ['pump', 'application'],
      ['pump-kit', 'library'],
      ['pump-tool', 'library'],
    ]);
  });

  test('is not a package without a tsconfig.json: it has no TypeScript to judge', async () => {
    expect(await inferred({ 'libs/words': ['package.json'] })).toEqual([]);
  });
});

test.each([
  ['libs/pump/package.json', true],
  ['apps/pump/package.json', true],
  ['tools/pump/package.json', true],
  ['package.json', false],
  ['docs/pump/package.json', false],
  ['libs/pump/src/sample/package.json', false],
  ['libs/pump/node_modules/other/package.json', false],
])('looks at %s: %s', (file, looked) => {
  expect(matchesGlob(file, pattern)).toBe(looked);
});

/** What the plugin makes of a workspace with these files. */
async function inferred(folders: Readonly<Record<string, readonly string[]>>) {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'modax-typescript-'));
  onTestFinished(() => {
    rmSync(workspaceRoot, { recursive: true });
  });
  const files = Object.entries(folders).flatMap(([folder, names]) =>
    names.map((file) => `${folder}/${file}`),
  );
  for (const file of files) {
    mkdirSync(join(workspaceRoot, dirname(file)), { recursive: true });
    writeFileSync(join(workspaceRoot, file), '{}\n');
  }
  const packages = files.filter((file) => file.endsWith('/package.json'));
  return infer(packages, undefined, { workspaceRoot, nxJsonConfiguration: {} });
}
