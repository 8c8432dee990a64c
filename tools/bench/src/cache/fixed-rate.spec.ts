import { expect, test } from 'vitest';
import { ninetyNinthOfHundred } from './fixed-rate.ts';

test.each([
  [1, 1],
  [99, 99],
  [100, 99],
  [101, 100],
  [200, 198],
])(
  'of %d waits, in whatever order they came, the one in which 99 of 100 end is %d',
  (length, wait) => {
    const waits = Array.from({ length }, (_, at) => length - at);
    expect(ninetyNinthOfHundred(waits)).toBe(wait);
  },
);
