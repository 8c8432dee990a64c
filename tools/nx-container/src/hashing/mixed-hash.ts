import { createHash } from 'node:crypto';
import type { CustomHasher } from '@nx/devkit';

type Task = Parameters<CustomHasher>[0];
type Context = Parameters<CustomHasher>[1];

/** Nx's own key of a task, and beside it what it does not know of, under a name for people. */
export async function mixedHash(
  task: Task,
  { hasher, taskGraph }: Context,
  name: string,
  state: readonly string[],
): ReturnType<CustomHasher> {
  const { value, details, ...rest } = await hasher.hashTask(task, taskGraph, process.env);
  return {
    ...rest,
    value: stateDigest([value, ...state]),
    details: { ...details, nodes: { ...details.nodes, [name]: stateDigest(state) } },
  };
}

export function stateDigest(state: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
}
