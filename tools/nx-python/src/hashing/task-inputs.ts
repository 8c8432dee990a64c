import { join } from 'node:path';
import { recordOf } from '@modax/findings';
import type { HasherContext, Task } from '@nx/devkit';
import { Disk } from './disk.ts';
import type { KeyInput } from './key-input.ts';
import { keyInputs, type KeyPlace, type KeyTask } from './key-inputs.ts';

/** This plugin's folder. */
const plugin = join(import.meta.dirname, '../..');

/** Here and today. */
export function placeNow(variables: NodeJS.ProcessEnv): KeyPlace {
  return { plugin, variables, today: new Date().toISOString().slice(0, 10) };
}

/** The part of Nx's context that keys depend on. */
export type KeyContext = Pick<HasherContext, 'projectGraph'>;

/** The inputs of a task of Nx. */
export function inputsOf(
  task: Pick<Task, 'target' | 'overrides' | 'outputs'>,
  { projectGraph }: KeyContext,
  root: string,
  place: KeyPlace,
): readonly KeyInput[] {
  return keyInputs(keyTask(task, projectGraph), projectGraph, diskOfNow(root), place);
}

function keyTask(
  { target, overrides, outputs }: Pick<Task, 'target' | 'overrides' | 'outputs'>,
  graph: KeyContext['projectGraph'],
): KeyTask {
  const configuration = graph.nodes[target.project]?.data.targets?.[target.target];
  const chosen: unknown = configuration?.configurations?.[target.configuration ?? ''];
  const stated = Object.entries(recordOf(overrides) ?? {}).filter(
    ([name]) => !name.startsWith('__'),
  );
  return {
    project: target.project,
    executor: (configuration?.executor ?? '').replace('@modax/nx-python:', ''),
    options: {
      ...recordOf(configuration?.options),
      ...recordOf(chosen),
      ...Object.fromEntries(stated),
    },
    outputs,
  };
}

let now: Disk | undefined;

/**
 * The disk as it is at this moment. Nx asks for the keys of many tasks in one go: within it nothing
 * changes, and each file is read once. Whoever asks after that is answered from the disk again.
 */
function diskOfNow(root: string): Disk {
  if (now?.root !== root) {
    now = new Disk(root);
    queueMicrotask(() => {
      now = undefined;
    });
  }
  return now;
}

/**
 * A run of black that writes is never answered from the cache: a hit would leave the files as they are.
 * Nx hands on what the command line says as it is written there: `--check=false` is a text.
 */
export function writes({ target, overrides }: Pick<Task, 'target' | 'overrides'>): boolean {
  const { check = true } = recordOf(overrides) ?? {};
  return target.configuration === 'fix' || (check !== true && check !== 'true');
}
