import { parsePlan } from '../pipeline/plan.ts';
import { isRecord, textOf } from '../values.ts';

/** What one job of CI can do by itself: a project's checks, or its tests on another Python. */
export interface Unit {
  /** Nx's name of the task: `ai-layer:check`, `ai-layer:test-3.9`. */
  readonly task: string;
  readonly project: string;
  /** The Python that it needs beside the workspace's own. */
  readonly python?: string;
  /** The steps that it runs, those of its dependencies too. */
  readonly steps: readonly string[];
}

const MATRIX_TARGET = /^test-(?<python>\d+\.\d+)$/;

/**
 * The units of a plan that Nx has written for the targets `check` and `test-matrix`, in order of their names.
 * @throws Error when it is not what is written with this version of Nx.
 */
export function unitsOf(plan: string): readonly Unit[] {
  const { tasks, dependencies } = parseTasks(plan);
  const working = new Set(parsePlan(plan).map(({ id }) => id));
  return [...tasks.values()]
    .flatMap(({ id, project, target }): readonly Unit[] => {
      const python = MATRIX_TARGET.exec(target)?.groups?.['python'];
      if (target !== 'check' && python === undefined) return [];
      const steps = [...closure(id, dependencies)].filter((step) => working.has(step)).sort();
      return [{ task: id, project, steps, ...(python !== undefined && { python }) }];
    })
    .sort((left, right) => left.task.localeCompare(right.task, 'en', { numeric: true }));
}

/** The projects of a plan that have this target in it, in order of their names. */
export function projectsWith(plan: string, wanted: string): readonly string[] {
  return [...parseTasks(plan).tasks.values()]
    .filter(({ target }) => target === wanted)
    .map(({ project }) => project)
    .sort();
}

/**
 * Nx's names of all tasks of a plan, of those too that do nothing but gather others.
 * @throws Error when it is not what is written with this version of Nx.
 */
export function tasksOf(plan: string): ReadonlySet<string> {
  return new Set(parseTasks(plan).tasks.keys());
}

interface Task {
  readonly id: string;
  readonly project: string;
  readonly target: string;
}

interface TaskGraph {
  readonly tasks: ReadonlyMap<string, Task>;
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

function parseTasks(plan: string): TaskGraph {
  const document: unknown = JSON.parse(plan);
  const graph = isRecord(document) ? document['tasks'] : undefined;
  const tasks = isRecord(graph) ? graph['tasks'] : undefined;
  const dependencies = isRecord(graph) ? graph['dependencies'] : undefined;
  if (!isRecord(tasks) || !isRecord(dependencies)) throw new Error('the plan has no tasks');
  return {
    tasks: new Map(Object.entries(tasks).map(([id, task]) => [id, { id, ...targetOf(task) }])),
    dependencies: new Map(
      Object.entries(dependencies).map(([id, below]) => [
        id,
        Array.isArray(below) ? below.filter((one) => typeof one === 'string') : [],
      ]),
    ),
  };
}

function targetOf(task: unknown): Omit<Task, 'id'> {
  const name = isRecord(task) ? task['target'] : undefined;
  const project = isRecord(name) ? textOf(name['project']) : undefined;
  const target = isRecord(name) ? textOf(name['target']) : undefined;
  if (project === undefined || target === undefined) throw new Error('the plan has no target');
  return { project, target };
}

function closure(
  id: string,
  dependencies: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (task: string): void => {
    if (found.has(task)) return;
    found.add(task);
    for (const below of dependencies.get(task) ?? []) take(below);
  };
  take(id);
  return found;
}
