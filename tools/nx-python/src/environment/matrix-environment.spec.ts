import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { repository, SampleWorkspace } from '../testing/sample-workspace.ts';
import { matrixEnvironment } from './matrix-environment.ts';

/* With the real uv, and the Python of this repository's environment as the one of the matrix. */

let workspace: SampleWorkspace;
beforeEach(() => {
  workspace = new SampleWorkspace();
  // The lock knows the group of the tools that judge, which no environment of the matrix has.
  const source = 'source = { virtual = "." }\n';
  const lock = readFileSync(join(workspace.root, 'uv.lock'), 'utf8');
  const group = '\n[package.metadata]\n\n[package.metadata.requires-dev]\nquality = []\n';
  workspace.write('uv.lock', lock.replace(source, source + group));
  vi.stubEnv('PATH', `${join(repository, '.venv/bin')}:${process.env['PATH'] ?? ''}`);
  return () => {
    rmSync(workspace.root, { recursive: true });
  };
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const made = (version: string, signal = new AbortController().signal) =>
  matrixEnvironment(workspace.root, version, signal);

describe('the environment of a Python of the matrix', () => {
  test('is made from the lock, beside the others, and says its whole version', async () => {
    const environment = join(workspace.root, '.venvs/3.11');
    expect(await made('3.11')).toMatchObject({
      environment,
      version: expect.stringMatching(/^3\.11\.\d+$/) as unknown,
    });
    const answer = spawnSync(join(environment, 'bin/python'), ['--version'], { encoding: 'utf8' });
    expect(answer.stdout).toMatch(/^Python 3\.11\./);
  });

  test('is used again, and brought up to date', async () => {
    const first = await made('3.11');
    expect(await made('3.11')).toEqual(first);
  });

  test('is where it is whatever the variables of the desk say', async () => {
    vi.stubEnv('UV_PROJECT_ENVIRONMENT', join(workspace.root, 'elsewhere'));
    vi.stubEnv('VIRTUAL_ENV', join(workspace.root, 'elsewhere'));
    expect(await made('3.11')).toMatchObject({ environment: join(workspace.root, '.venvs/3.11') });
  });
});

test('a Python that is not there is missing, which is no failure yet', async () => {
  expect(await made('3.99')).toEqual({ missing: '3.99' });
});

test('an environment that cannot be made from the lock is a problem', async () => {
  workspace.write('uv.lock', 'not a lock');
  expect(await made('3.11')).toMatchObject({
    problem: {
      code: 'ENVIRONMENT_BROKEN',
      remedy:
        'Read what uv says above; then delete the folder `.venvs/3.11` and run the task again.',
    },
  });
});

test('an interruption is a problem of its own', async () => {
  expect(await made('3.11', AbortSignal.abort())).toMatchObject({
    problem: { code: 'TOOL_CANCELLED' },
  });
});
