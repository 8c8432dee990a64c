import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { listIn, withElement } from './toml-list.ts';

function added(text: string, value: string): string {
  const list = listIn(text, 'names', 0, text.length);
  if (list === undefined) throw new Error('there is no list');
  return withElement(text, list, value);
}

describe('a string is added before the first greater one', () => {
  test.each([
    ['names = []', 'names = ["m"]'],
    ['names = ["a", "z"] # ends', 'names = ["a", "m", "z"] # ends'],
    ["names = ['n']", `names = ["m", 'n']`],
    ['names=["a"]', 'names=["a", "m"]'],
    ['names = [\n  "a", # one\n  "z",\n]', 'names = [\n  "a", # one\n  "m",\n  "z",\n]'],
    ['names = [\n  # why z\n  "z",\n]', 'names = [\n  "m",\n  # why z\n  "z",\n]'],
    ['names = [\n    "a"  # ends\n]', 'names = [\n    "a",  # ends\n    "m",\n]'],
  ])('%j', (text, expected) => {
    expect(added(text, 'm')).toBe(expected);
  });
});

test.each([
  'name = ["a"]',
  'names = "a"',
  'names = [1]',
  'names = [["a"]]',
  'names = ["a"',
  'names = ["\\u0061"]',
])('what is no list of plain strings is not touched: %s', (text) => {
  expect(listIn(text, 'names', 0, text.length)).toBeUndefined();
});

const name = fc.stringMatching(/^[a-z][a-z_/-]{0,8}$/);
const noise = fc.constantFrom('', '\n', '\n  ', ' # a "comment", ] with [\n  ', '  ');

test('every list keeps what it has, in its order, and the rest of the file', () => {
  const lists = fc.array(fc.tuple(noise, name, noise), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lists, fc.boolean(), name, (elements, trailing, value) => {
      const body = elements
        .map(([before, word, behind]) => `${before}"${word}"${behind}`)
        .join(',');
      const text = `first = 1\nnames = [${body}${trailing ? ',' : ''}\n]\n\n[last]\nnames = ["last"]\n`;
      const words = elements.map(([, word]) => word);
      const result = added(text, value);
      const document = parse(result) as { names: string[]; first: number; last: unknown };
      expect(document.names.toSpliced(document.names.indexOf(value), 1).sort()).toEqual(
        words.toSorted(),
      );
      expect(document.first).toBe(1);
      expect(document.last).toEqual({ names: ['last'] });
      // A comma and a line are all that was added.
      expect(result.length - text.length).toBeLessThanOrEqual(value.length + 20);
      for (const line of text.matchAll(/#[^\n]*/g)) expect(result).toContain(line[0]);
    }),
  );
});
