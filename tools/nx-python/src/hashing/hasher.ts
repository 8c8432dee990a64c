import { randomUUID } from 'node:crypto';
import { recordOf } from '@modax/findings';
import { type CustomHasher, type HasherContext, workspaceRoot } from '@nx/devkit';
import { keyOf } from './key-input.ts';
import { inputsOf, placeNow, writes } from './task-inputs.ts';

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
