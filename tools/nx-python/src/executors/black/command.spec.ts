import { expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { blackCalls } from './command.ts';

const shared = {
  program: 'black',
  cwd: '/workspace/apps/pump',
  exitCodes: [0, 1, 123],
  // A folder of this run: black would pass over a file whose size and time are those of a neat one.
  environment: { BLACK_CACHE_DIR: `${contextOf().scratch}/black` },
};

test('judging looks at every file, by the configuration of the workspace', () => {
  expect(blackCalls({ timeoutSeconds: 300, check: true }, contextOf())).toEqual([
    {
      ...shared,
      name: 'check',
      arguments: [
        '--check',
        '--no-color',
        '--config',
        '/workspace/pyproject.toml',
        '--exclude=/(\\.venv|node_modules)/',
        '.',
      ],
    },
  ]);
});

test('writing looks at the same files', () => {
  expect(blackCalls({ timeoutSeconds: 300, check: false }, contextOf())).toEqual([
    {
      ...shared,
      name: 'fix',
      arguments: [
        '--no-color',
        '--config',
        '/workspace/pyproject.toml',
        '--exclude=/(\\.venv|node_modules)/',
        '.',
      ],
    },
  ]);
});
