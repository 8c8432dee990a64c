import { expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { banditCalls } from './command.ts';

test('all sources but the tests, with no comment and no file that could hide a finding', () => {
  expect(banditCalls({}, contextOf())).toEqual([
    {
      name: 'sources',
      program: 'bandit',
      arguments: [
        '--recursive',
        '--quiet',
        '--format=json',
        '--ignore-nosec',
        '--ini',
        '/dev/null',
        '--exclude',
        './tests/*,./.venv/*,./node_modules/*',
        '.',
      ],
      cwd: '/workspace/apps/pump',
      exitCodes: [0, 1],
    },
  ]);
});
