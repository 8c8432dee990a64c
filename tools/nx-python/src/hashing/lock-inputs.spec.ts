import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockedPackages } from '../environment/locked-packages.ts';
import { parsePyproject } from '../inference/pyproject.ts';
import { repository } from '../testing/sample-workspace.ts';
import { auditedInputs, readLock } from './lock-inputs.ts';

/* Against uv itself, on this repository's own lock. */

const read = readLock(readFileSync(join(repository, 'uv.lock'), 'utf8'));

test.each(globSync('{apps,libs}/*/pyproject.toml', { cwd: repository }))(
  'the packages of %s are those that uv exports',
  async (file) => {
    const { distribution } = parsePyproject(readFileSync(join(repository, file), 'utf8'), file);
    const exported = await lockedPackages(
      { workspaceRoot: repository, environment: join(repository, '.venv') },
      distribution,
      new AbortController().signal,
    );
    if ('code' in exported) throw new Error(JSON.stringify(exported));
    const names = [...new Set(exported.map(({ name }) => name))].sort();
    expect(auditedInputs(read, distribution).map(({ name }) => name)).toEqual(
      names.map((name) => `uv.lock version of ${name}`),
    );
  },
);
