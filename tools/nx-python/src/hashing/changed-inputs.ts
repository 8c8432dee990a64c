import type { Task } from '@nx/devkit';
import { inputsOf, type KeyContext, placeNow, writes } from './task-inputs.ts';

/** A task that Nx has given a key, with what it was made of. */
export type KeyedTask = Pick<Task, 'target' | 'overrides' | 'outputs' | 'hashDetails'>;

/** The environment of a batch is not that of each task, and cannot change while a tool runs. */
const ofEnvironment = /^(?:environment |\$)/;

/**
 * What is no longer as it was when the task got its key, in order of the names. Nx keeps a result under
 * that key: one that is of other files must not be kept. Nothing of a run that writes, which has no key.
 */
export function changedInputs(
  task: KeyedTask,
  context: KeyContext,
  root: string,
): readonly string[] {
  const before = task.hashDetails?.nodes;
  if (before === undefined || writes(task)) return [];
  const now = Object.fromEntries(
    inputsOf(task, context, root, placeNow(process.env)).map(({ name, digest }) => [name, digest]),
  );
  return Object.keys({ ...before, ...now })
    .filter((name) => !ofEnvironment.test(name) && before[name] !== now[name])
    .sort();
}
