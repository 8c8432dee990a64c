import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, rowsOf } from './rows.ts';
import type { Cost } from './stopwatch.ts';

const costs = (...pairs: readonly (readonly [number, number])[]): readonly Cost[] =>
  pairs.map(([wallSeconds, cpuSeconds]) => ({ wallSeconds, cpuSeconds }));

describe('the median', () => {
  test.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing is an error, not a number', () => {
    expect(() => median([])).toThrow('no median');
  });

  test('has as many values on either side, and one round that went wrong moves it to a neighbour at most', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(values, (all) => {
        const middle = median(all);
        const below = all.filter((value) => value < middle).length;
        const above = all.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(all.length / 2);
        expect(above).toBeLessThanOrEqual(all.length / 2);
      }),
    );
  });
});

describe('a row', () => {
  const measured = {
    shell: costs([100, 90], [120, 100], [110, 95]),
    ours: costs([11, 38], [10, 57], [44, 47.5]),
  };

  test('is the median of its case by the median of its measure', () => {
    const [row] = rowsOf([{ id: 'ours', title: 'ours', measure: 'shell' }], measured);
    expect(row).toMatchObject({
      cost: { wallSeconds: 11, cpuSeconds: 47.5 },
      wallRatio: 0.1,
      cpuRatio: 0.5,
      isReached: undefined,
      rounds: measured.ours,
    });
  });

  test.each([
    [{ wall: 0.1 }, true],
    [{ wall: 0.099 }, false],
    [{ cpu: 0.5 }, true],
    [{ wall: 0.1, cpu: 0.49 }, false],
    [{ wall: 0.09, cpu: 0.5 }, false],
  ])('that is asked for %j: reached is %s', (asked, isReached) => {
    const [row] = rowsOf([{ id: 'ours', title: 'ours', measure: 'shell', asked }], measured);
    expect(row?.isReached).toBe(isReached);
  });

  test('has the figure that its suite makes, where that is no median, and its rounds all the same', () => {
    const pooled = (id: string): Cost => ({ wallSeconds: id === 'ours' ? 30 : 60, cpuSeconds: 1 });
    const plan = { id: 'ours', title: 'ours', measure: 'shell' };
    expect(rowsOf([plan], measured, pooled)).toMatchObject([
      { cost: { wallSeconds: 30 }, wallRatio: 0.5, rounds: measured.ours },
    ]);
  });

  test('of a case that was not measured has no figures to show', () => {
    expect(() => rowsOf([{ id: 'other', title: '', measure: 'shell' }], measured)).toThrow();
  });
});
