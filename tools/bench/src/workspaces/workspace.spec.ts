import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commitOf, environmentOf } from './workspace.ts';

const benchOf = (root: string) => ({
  root,
  folder: root,
  variables: process.env,
  signal: new AbortController().signal,
  tell: () => undefined,
});

test('what is measured is a commit', async () => {
  const repository = resolve(import.meta.dirname, '../../../..');
  expect(await commitOf(benchOf(repository))).toMatch(/^[0-9a-f]{40}$/);
});

test('a folder that is no repository is refused before anything is measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-no-repository-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  await expect(commitOf(benchOf(folder))).rejects.toMatchObject({
    code: 'MEASURED_COMMAND_FAILED',
  });
});

test('an environment without PATH gets one', () => {
  const { PATH } = environmentOf('/clone', { root: '/repository', variables: {} });
  expect(PATH).toBe('/clone/node_modules/.bin:/clone/.venv/bin:/clone/.modax/uv/bin');
});

test('a workspace sees its own programs first, and nothing of the checkout or run around the bench', () => {
  const variables = {
    PATH: '/repository/node_modules/.bin:/repository/.venv/bin:/usr/bin:/repository-of-another/bin',
    HOME: '/home/dev',
    CI: 'true',
    HUSKY: '0',
    VIRTUAL_ENV: '/repository/.venv',
    npm_config_local_prefix: '/repository',
    NX_BATCH_MODE: 'false',
    GIT_DIR: '/repository/.git',
    GITHUB_ACTIONS: 'true',
    MODAX_STARTED_AT: '1',
    NODE_COMPILE_CACHE: '/repository/.modax/compile-cache',
    PYTEST_ADDOPTS: '-n4',
    NODE_OPTIONS: '--cpu-prof',
    INIT_CWD: '/repository',
    CIRCUS: 'kept',
  };
  expect(environmentOf('/clone', { root: '/repository', variables })).toEqual({
    PATH: '/clone/node_modules/.bin:/clone/.venv/bin:/clone/.modax/uv/bin:/usr/bin:/repository-of-another/bin',
    HOME: '/home/dev',
    XDG_CONFIG_HOME: '/dev/null',
    CIRCUS: 'kept',
  });
});
