import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CustomHasher, type HasherContext, type Task, workspaceRoot } from '@nx/devkit';
import { recordOf } from '../running/json.ts';
import { Disk } from './disk.ts';
import { type KeyInput, keyOf } from './key-input.ts';
import { keyInputs, type KeyPlace, type KeyTask } from './key-inputs.ts';

/** This plugin's folder. */
const plugin = join(import.meta.dirname, '../..');

/**
 * The key of every task of this plugin's executors: the digest of all that its result depends on. Nx
 * keeps the list in the task's `hashDetails.nodes`, by which a run is explained.
 */
const hasher: CustomHasher = (task, context) => {
  const inputs = inputsOf(task, context, workspaceRoot, placeNow(variablesOf(context)));
  return Promise.resolve({
    value: writes(task) ? randomUUID() : keyOf(inputs),
    details: {
      command: '',
      nodes: Object.fromEntries(inputs.map(({ name, digest }) => [name, digest])),
      implicitDeps: {},
    },
  });
};

export default hasher;

/** Here and today. */
export function placeNow(variables: NodeJS.ProcessEnv): KeyPlace {
  return { plugin, variables, today: new Date().toISOString().slice(0, 10) };
}

/** What the task itself will see, which Nx hands over without saying so in its types. */
function variablesOf(context: HasherContext): NodeJS.ProcessEnv {
  const given = 'env' in context ? recordOf(context.env) : undefined;
  if (given === undefined) return process.env;
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
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
