import { expect, test } from 'vitest';
import { environmentOf } from './workspace.ts';

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
    CIRCUS: 'kept',
  };
  expect(environmentOf('/clone', { root: '/repository', variables })).toEqual({
    PATH: '/clone/node_modules/.bin:/clone/.venv/bin:/clone/.modax/uv/bin:/usr/bin:/repository-of-another/bin',
    HOME: '/home/dev',
    CIRCUS: 'kept',
  });
});
