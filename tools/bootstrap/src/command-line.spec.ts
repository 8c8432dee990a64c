import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

describe('The words behind npm run', () => {
  it.each([
    [['setup'], { name: 'setup' }],
    [['test'], { name: 'test', json: false, verbose: false }],
    [['test', '--json'], { name: 'test', json: true, verbose: false }],
    [['pipeline'], { name: 'pipeline', all: false, explain: false, json: false, verbose: false }],
    [
      ['pipeline', '--all', '--verbose'],
      { name: 'pipeline', all: true, explain: false, json: false, verbose: true },
    ],
    [
      ['pipeline', '--explain', '--json'],
      { name: 'pipeline', all: false, explain: true, json: true, verbose: false },
    ],
    [
      ['pipeline', '--only', 'a:check  b:test-3.9', '--only', 'a:check'],
      {
        name: 'pipeline',
        all: false,
        explain: false,
        only: ['a:check', 'b:test-3.9'],
        json: false,
        verbose: false,
      },
    ],
    [['matrix'], { name: 'matrix', base: '', jobs: 8, fork: false, form: 'table' }],
    [
      ['matrix', '--base=abc', '--jobs=3', '--fork=true', '--github'],
      { name: 'matrix', base: 'abc', jobs: 3, fork: true, form: 'github' },
    ],
    [['matrix', '--json'], { name: 'matrix', base: '', jobs: 8, fork: false, form: 'json' }],
    [
      ['matrix', '--record', 'one.json', '--record=two.json'],
      { name: 'record', files: ['one.json', 'two.json'] },
    ],
    [[], { name: 'help' }],
    [['help'], { name: 'help' }],
    [['pipeline', '--help'], { name: 'help' }],
  ])('%j are understood', (words, command) => {
    expect(parseCommandLine(words)).toEqual(command);
  });

  it.each([
    [['deploy'], 'there is no command deploy'],
    [['setup', '--all'], "Unknown option '--all'"],
    [['test', '--all'], "Unknown option '--all'"],
    [['pipeline', 'ai-layer'], "Unexpected argument 'ai-layer'"],
    [['pipeline', '--only', 'ai-layer'], 'ai-layer is no task'],
    [['pipeline', '--only', 'a:check --all'], '--all is no task'],
    [['pipeline', '--only', ' '], '--only names no task'],
    [['matrix', '--jobs', '0'], '--jobs is a number from 1 to 256'],
    [['matrix', '--jobs', 'many'], '--jobs is a number from 1 to 256'],
    [['matrix', '--fork=maybe'], '--fork is true or false'],
    [['matrix', 'ai-layer'], "Unexpected argument 'ai-layer'"],
    [['pipeline', '--json=yes'], "Option '--json' does not take an argument"],
  ])('%j are not, and it is said why', (words, message) => {
    expect(() => parseCommandLine(words)).toThrow(
      expect.objectContaining({
        code: 'WRONG_USE',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
