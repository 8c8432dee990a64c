import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

const files = fc.uniqueArray(
  fc.record({ path: fc.stringMatching(/^[a-d]{1,3}\.py$/), bytes: fc.nat(30) }),
  { selector: ({ path }) => path, maxLength: 20 },
);

test('every file is in one group, and no group is empty', () => {
  fc.assert(
    fc.property(files, fc.integer({ min: 1, max: 8 }), (given, count) => {
      const groups = spread(given, count);
      expect(groups.flat().sort()).toEqual(given.map(({ path }) => path).sort());
      expect(groups.length).toBe(Math.min(count, given.length));
      expect(groups.every((group) => group.length > 0)).toBe(true);
    }),
  );
});

test('no group has more than a file more than another, and the order of the files changes nothing', () => {
  fc.assert(
    fc.property(files, fc.integer({ min: 2, max: 8 }), (given, count) => {
      const bytes = new Map(given.map((file) => [file.path, file.bytes]));
      const loads = spread(given, count).map((group) =>
        group.reduce((sum, path) => sum + Math.max(bytes.get(path) ?? 0, 1), 0),
      );
      const largest = Math.max(1, ...bytes.values());
      expect(Math.max(0, ...loads) - Math.min(Infinity, ...loads)).toBeLessThanOrEqual(largest);
      expect(spread([...given].reverse(), count)).toEqual(spread(given, count));
    }),
  );
});
