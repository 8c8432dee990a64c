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
