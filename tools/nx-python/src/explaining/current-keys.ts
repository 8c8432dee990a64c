import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProjectGraphAsync, type NxJsonConfiguration, type TaskGraph } from '@nx/devkit';
import { createTaskHasher } from 'nx/src/hasher/create-task-hasher.js';
import { hashTasks } from 'nx/src/hasher/hash-task.js';
import { getTaskSpecificEnv } from 'nx/src/tasks-runner/task-env.js';
import type { KeyedTask } from './explain.ts';
import { withFiles } from './filesets.ts';

/** What only gathers other tasks does nothing of its own, and has no result to keep. */
const gathering = 'nx:noop';

/**
 * The keys that the tasks of a plan have now, made by Nx itself as for a run, and what they are made of.
 * Must not be used with Nx's daemon, which would make them elsewhere.
 */
export async function currentKeys(root: string, plan: TaskGraph): Promise<readonly KeyedTask[]> {
  const graph = await createProjectGraphAsync();
  const hasher = createTaskHasher(
    graph,
    JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as NxJsonConfiguration,
  );
  const tasks = Object.values(plan.tasks).filter(
    ({ target }) =>
      graph.nodes[target.project]?.data.targets?.[target.target]?.executor !== gathering,
  );
  const environments = Object.fromEntries(
    tasks.map((task) => [task.id, getTaskSpecificEnv(task, graph)]),
  );
  await hashTasks(hasher, graph, plan, environments, null, tasks);
  return tasks.map(({ id, hash = '', hashDetails, cache }) => ({
    id,
    key: hash,
    inputs: withFiles(hashDetails?.nodes ?? {}, root),
    cached: cache,
    stored: existsSync(join(root, '.nx/cache', hash)),
  }));
}
