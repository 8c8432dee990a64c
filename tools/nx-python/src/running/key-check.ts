import { createRequire } from 'node:module';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type * as changedInputsModule from '../hashing/changed-inputs.ts';

/** Tells what of a task's key is no longer true; asked when the tool has ended. */
export type KeyCheck = () => readonly string[];

/** The part of Nx's context by which keys are known; a run without Nx has none. */
export type KeyCheckContext = Partial<Pick<ExecutorContext, 'projectGraph' | 'taskGraph'>>;

// Not by an import: what an executor imports is in the keys of its tasks, and the code that makes keys
// decides whether a result may be kept, never what it is.
const load = createRequire(import.meta.url);

/** Of a task by its id in Nx's graph, in which it got its key. */
export function keyCheck(
  id: string,
  tasks: Partial<TaskGraph['tasks']>,
  { projectGraph }: KeyCheckContext,
  root: string,
): KeyCheck | undefined {
  const task = tasks[id];
  if (task === undefined || projectGraph === undefined) return undefined;
  return () => {
    const { changedInputs } = load('../hashing/changed-inputs.ts') as typeof changedInputsModule;
    return changedInputs(task, { projectGraph }, root);
  };
}
