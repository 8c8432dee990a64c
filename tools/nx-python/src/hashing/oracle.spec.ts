import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fileChanges } from './testing/file-changes.ts';
import { lockChanges } from './testing/lock-changes.ts';
import { machineChanges } from './testing/machine-changes.ts';
import { type Change, Station, type State } from './testing/station.ts';

/*
 * Keys against an oracle: a table that says, by what each tool is given and not by how keys are made,
 * whose results may differ when a thing changes. A key changes when and only when one of them does.
 */

const changes: readonly Change[] = [...fileChanges, ...lockChanges, ...machineChanges];
const station = new Station(changes);
afterAll(() => {
  station.workspace.remove();
});

const initial = station.keys(new Map());

function changed(from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>) {
  return [...to].filter(([task, key]) => from.get(task) !== key).map(([task]) => task);
}

test('the table tells more than a hundred kinds of change apart, by their names', () => {
  expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length);
  expect(changes.length).toBeGreaterThan(100);
});

test('every task has a key of its own', () => {
  expect(new Set(initial.values()).size).toBe(initial.size);
});

describe('the tasks that run again are those whose result may differ, when it is', () => {
  test.each(changes.map((change) => [change.name, change] as const))('%s', (name, change) => {
    const once = station.keys(new Map([[name, 1]]));
    expect(changed(initial, once).sort()).toEqual([...change.tasks].sort());
    const again = station.keys(new Map([[name, 2]]));
    expect(changed(once, again).sort()).toEqual(change.binary ? [] : [...change.tasks].sort());
  });
});

test('any sequence of changes: a key is the same when and only when all that it depends on is', () => {
  /** What a task depends on by the table, in a state: the changes that concern it, and how far. */
  const modelOf = (task: string, state: State) =>
    JSON.stringify(
      changes.flatMap(({ name, tasks, binary }) => {
        const n = state.get(name);
        return n === undefined || !tasks.includes(task) ? [] : [[name, binary ? 1 : n]];
      }),
    );
  const step = fc.record({
    name: fc.constantFrom(...changes.map(({ name }) => name)),
    n: fc.constantFrom(0, 1, 2),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const keyByModel = new Map<string, string>();
      const modelByKey = new Map<string, string>();
      const state = new Map<string, number>();
      for (const { name, n } of [{ name: '', n: 0 }, ...steps]) {
        if (n === 0) state.delete(name);
        else state.set(name, n);
        for (const [task, key] of station.keys(state)) {
          const model = `${task} ${modelOf(task, state)}`;
          // The same inputs as at some time before: answered from the cache.
          expect(key).toBe(keyByModel.get(model) ?? key);
          expect(model).toBe(modelByKey.get(key) ?? model);
          keyByModel.set(model, key);
          modelByKey.set(key, model);
        }
      }
    }),
    { numRuns: 40 },
  );
}, 1_800_000);
