import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayOf, numberOf, parseJson, recordOf, textOf } from './json.ts';

test('what is no JSON, or was cut off, is undefined', () => {
  for (const text of ['', '{', '[1', '{"a":1}{', 'NaN', 'Welcome!']) {
    expect(parseJson(text)).toBeUndefined();
  }
  expect(parseJson('null')).toBeNull();
});

test('each reader takes its own kind and nothing else', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(textOf(value) === undefined).toBe(typeof value !== 'string');
      expect(numberOf(value) === undefined).toBe(!Number.isFinite(value));
      expect(arrayOf(value) === undefined).toBe(!Array.isArray(value));
      const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
      expect(recordOf(value) === undefined).toBe(!isRecord);
    }),
  );
});
