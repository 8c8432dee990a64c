import type { CustomHasher } from '@nx/devkit';
import { expect, test } from 'vitest';
import { mixedHash } from './mixed-hash.ts';

type Context = Parameters<CustomHasher>[1];
type Task = Parameters<CustomHasher>[0];

/** Nx, whose own key of the task is this. */
const contextOf = (value: string) =>
  ({
    hasher: {
      hashTask: () =>
        Promise.resolve({
          value,
          details: { command: '', nodes: { 'a.py': '1' }, implicitDeps: {} },
        }),
    },
    taskGraph: {},
  }) as unknown as Context;

const keyOf = async (value: string, state: readonly string[]) =>
  (await mixedHash({} as Task, contextOf(value), 'git', state)).value;

test('a key differs when the files do, and when what Nx does not know of does', async () => {
  const keys = [
    await keyOf('1', ['a']),
    await keyOf('2', ['a']),
    await keyOf('1', ['b']),
    await keyOf('1', ['a', '']),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(await keyOf('1', ['a'])).toBe(keys[0]);
});

test('the details name what was added', async () => {
  const { details } = await mixedHash({} as Task, contextOf('1'), 'git', ['a']);
  expect(Object.keys(details.nodes)).toEqual(['a.py', 'git']);
});
