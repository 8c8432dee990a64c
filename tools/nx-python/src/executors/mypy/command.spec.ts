import { expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { mypyCalls } from './command.ts';

const options = [
  '--strict',
  '--enable-error-code=ignore-without-code',
  '--config-file',
  '/workspace/pyproject.toml',
  '--cache-dir',
  '/workspace/.mypy_cache/pump',
  '--show-column-numbers',
  '--show-error-end',
  '--show-error-codes',
  '--hide-error-context',
  '--no-pretty',
  '--no-color-output',
  '--error-summary',
];

test('strict over sources and tests, whatever the configuration says', () => {
  expect(mypyCalls({}, contextOf())).toEqual([
    {
      name: 'check',
      program: 'mypy',
      arguments: [...options, '/workspace/apps/pump/src', '/workspace/apps/pump/tests'],
      cwd: '/workspace/apps/pump',
      exitCodes: [0, 1, 2],
    },
  ]);
});

test('a project without a folder of sources is judged as a whole', () => {
  const [call] = mypyCalls({}, contextOf({ pythonFolders: ['.'] }));
  expect(call?.arguments).toEqual([...options, '/workspace/apps/pump']);
});
