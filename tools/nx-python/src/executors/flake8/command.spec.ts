import { expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { fatalRules, flake8Calls } from './command.ts';

test('the fatal rules with nothing that could hide them, then all rules of the workspace', () => {
  expect(flake8Calls({}, contextOf())).toEqual([
    {
      name: 'fatal',
      program: 'flake8',
      arguments: [
        '--isolated',
        '--disable-noqa',
        '--select=E9,F63,F7,F82',
        '--count',
        '--format=default',
        '--color=never',
        '--exclude=.venv,node_modules',
        '.',
      ],
      cwd: '/workspace/apps/pump',
      exitCodes: [0, 1],
    },
    {
      name: 'all',
      program: 'flake8',
      arguments: [
        '--config',
        '/workspace/.flake8',
        '--count',
        '--format=default',
        '--color=never',
        '--exclude=.venv,node_modules',
        '.',
      ],
      cwd: '/workspace/apps/pump',
      exitCodes: [0, 1],
    },
  ]);
});

test('the fatal rules are those of the document', () => {
  expect(fatalRules).toEqual(['E9', 'F63', 'F7', 'F82']);
});
