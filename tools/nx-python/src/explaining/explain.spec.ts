import { describe, expect, test } from 'vitest';
import { isAnswered, type KeyedTask, reasonOf, reasonText } from './explain.ts';
import type { RunRecord } from './run-records.ts';

const monday = '2026-11-23T08:00:00.000Z';
const tuesday = '2026-11-24T08:00:00.000Z';

const task = (changes: Partial<KeyedTask> = {}): KeyedTask => ({
  id: 'pump:lint',
  key: 'k2',
  inputs: { 'a.py': '2', 'b.py': '1' },
  cached: true,
  stored: false,
  ...changes,
});
const record = (changes: Partial<RunRecord> = {}): RunRecord => ({
  key: 'k1',
  at: monday,
  passed: true,
  inputs: { 'a.py': '1', 'b.py': '1' },
  ...changes,
});

/** Whether it runs, and why. */
function explained(now: Partial<KeyedTask>, ...records: readonly Partial<RunRecord>[]): string {
  const reason = reasonOf(task(now), records.map(record));
  return `${isAnswered(reason) ? 'cached' : 'runs'}: ${reasonText(reason)}`;
}

describe('a step', () => {
  test('of which a file changed', () => {
    expect(explained({}, {})).toBe(`runs: a.py changed since the run of ${monday}`);
  });

  test('of which files came and went', () => {
    expect(explained({ inputs: { 'b.py': '1', 'c.py': '1' } }, {})).toBe(
      `runs: c.py is new, a.py is gone since the run of ${monday}`,
    );
  });

  test('is compared with its last run', () => {
    const older = { key: 'k0', at: monday, inputs: {} };
    expect(explained({}, { at: tuesday }, older)).toBe(
      `runs: a.py changed since the run of ${tuesday}`,
    );
  });

  test('of which much changed names the first three', () => {
    const inputs = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, '2']));
    const before = Object.fromEntries(Object.keys(inputs).map((name) => [name, '1']));
    expect(explained({ inputs }, { inputs: before })).toBe(
      `runs: a changed, b changed, c changed and 2 more since the run of ${monday}`,
    );
  });

  test('of which nothing changed, even if something had meanwhile', () => {
    const stored = { stored: true };
    expect(explained(stored, { key: 'k2' })).toBe(
      `cached: from the cache: nothing changed since the run of ${monday}`,
    );
    expect(explained(stored, { at: tuesday }, { key: 'k2' })).toBe(
      `cached: from the cache: nothing changed since the run of ${monday}`,
    );
  });

  test('that failed', () => {
    expect(explained({ stored: true }, { key: 'k2', passed: false })).toBe(
      `runs: it failed in the run of ${monday}, and a failure is not kept`,
    );
  });

  test('whose result was taken away', () => {
    expect(explained({}, { key: 'k2' })).toBe(
      `runs: nothing changed since the run of ${monday}, but its result is no longer in the local cache`,
    );
  });

  test.each([
    [{}, 'runs: no run of it is known here'],
    [{ stored: true }, 'cached: from the cache: its result is there'],
    [{ cached: false }, 'runs: its results are never kept'],
  ])('of which nothing is known: %j', (now, words) => {
    expect(explained(now)).toBe(words);
  });

  test('of Nx itself is explained by its files, by their patterns where none is known', () => {
    const pattern = 'web:libs/web/**/*';
    const before = { [pattern]: '1', 'libs/web/a.ts': '1' };
    expect(
      explained({ inputs: { [pattern]: '2', 'libs/web/a.ts': '2' } }, { inputs: before }),
    ).toBe(`runs: libs/web/a.ts changed since the run of ${monday}`);
    expect(
      explained({ inputs: { [pattern]: '2', 'libs/web/a.ts': '1' } }, { inputs: before }),
    ).toBe(`runs: ${pattern} changed since the run of ${monday}`);
    expect(explained({ inputs: before }, { inputs: before })).toBe(
      `runs: the order of its inputs changed since the run of ${monday}`,
    );
  });
});
