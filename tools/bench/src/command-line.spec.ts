import { expect, test } from 'vitest';
import { parseCommandLine, PARTS } from './command-line.ts';

test('without words everything is measured, five times, in three sizes', () => {
  expect(parseCommandLine([])).toEqual({
    name: 'measure',
    parts: PARTS,
    rounds: 5,
    sizes: [5, 20, 60],
    json: false,
  });
});

test('parts run in their own order, sizes rise', () => {
  const words = ['generated', 'hook', '--rounds', '7', '--sizes', '20,5,20', '--json'];
  expect(parseCommandLine(words)).toEqual({
    name: 'measure',
    parts: ['hook', 'generated'],
    rounds: 7,
    sizes: [5, 20],
    json: true,
  });
});

test('help is help, whatever else is said', () => {
  expect(parseCommandLine(['layers', '--help'])).toEqual({ name: 'help' });
});

test.each([
  [['layer'], 'there is no part layer; there are hook, layers'],
  [['--fast'], '--fast'],
  [['--rounds', '0'], '--rounds takes whole numbers from 1'],
  [['--rounds', '2.5'], '2.5'],
  [['--rounds=-1'], '-1'],
  [['--sizes', '5,many'], 'not many'],
  [['--sizes', ''], '--sizes'],
  [['--sizes', '1'], 'from 2 to 99'],
])('%j is refused', (words, message) => {
  expect(() => parseCommandLine(words)).toThrow(message);
});
