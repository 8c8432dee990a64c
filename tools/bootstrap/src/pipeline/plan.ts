import { isRecord, textOf } from '../values.ts';

/** One step that a run has: one tool on one project. */
export interface PlannedStep {
  /** Nx's name of the task: `ai-layer:lint`. */
  readonly id: string;
  readonly project: string;
  /** The target: `lint`. */
  readonly step: string;
  /** The executor: `@modax/nx-python:flake8`. */
  readonly executor: string;
  /** What the step leaves, as patterns relative to the workspace root. */
  readonly outputs: readonly string[];
}

/** A project as Nx sees it, after all that its files, the plugins and `nx.json` say. */
export interface GraphProject {
  readonly name: string;
  /** Its folder, `/`-separated; `.` for the workspace's own. */
  readonly root: string;
  readonly targets: Readonly<Record<string, unknown>>;
  readonly namedInputs: unknown;
  readonly implicitDependencies: unknown;
}

/**
 * Reads the projects of the JSON that `nx-process.ts` writes, in order of their folders.
 * @throws Error when it is not what is written with this version of Nx.
 */
export function parseProjects(text: string): readonly GraphProject[] {
  const nodes = recordAt(recordAt(JSON.parse(text), 'graph'), 'nodes');
  return Object.entries(nodes)
    .map(([name, node]) => {
      const data = recordAt(node, 'data');
      const targets = isRecord(data['targets']) ? data['targets'] : {};
      const { namedInputs, implicitDependencies } = data;
      return { name, root: textAt(data, 'root'), targets, namedInputs, implicitDependencies };
    })
    .sort((left, right) => left.root.localeCompare(right.root, 'en'));
}

/**
 * Reads the steps of the JSON that `nx-process.ts` writes. Targets that only gather others (`nx:noop`) do nothing and
 * are left out.
 * @throws Error when it is not what is written with this version of Nx.
 */
export function parsePlan(text: string): readonly PlannedStep[] {
  const document: unknown = JSON.parse(text);
  const graph = recordAt(document, 'graph');
  const nodes = recordAt(graph, 'nodes');
  const tasks = recordAt(recordAt(document, 'tasks'), 'tasks');
  return Object.values(tasks)
    .map((task) => plannedStep(task, nodes))
    .filter(({ executor }) => executor !== 'nx:noop')
    .sort(byProjectThenStep);
}

function plannedStep(task: unknown, nodes: Readonly<Record<string, unknown>>): PlannedStep {
  const target = recordAt(task, 'target');
  const project = textAt(target, 'project');
  const step = textAt(target, 'target');
  const targets = recordAt(recordAt(recordAt(nodes, project), 'data'), 'targets');
  const outputs = isRecord(task) ? task['outputs'] : undefined;
  return {
    id: textAt(task, 'id'),
    project,
    step,
    executor: textAt(recordAt(targets, step), 'executor'),
    outputs: Array.isArray(outputs) ? outputs.filter((output) => typeof output === 'string') : [],
  };
}

/** The tool of an executor has its name: `@modax/nx-python:flake8`. */
export function toolOf({ executor }: PlannedStep): string {
  return executor.slice(executor.indexOf(':') + 1);
}

/** In the order in which a person reads a table, whatever order the steps ran in. */
export function byProjectThenStep(
  left: { readonly project: string; readonly step: string },
  right: { readonly project: string; readonly step: string },
): number {
  return (
    left.project.localeCompare(right.project, 'en') || left.step.localeCompare(right.step, 'en')
  );
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const inner = isRecord(value) ? value[key] : undefined;
  if (!isRecord(inner)) throw new Error(`the plan has no ${key}`);
  return inner;
}

function textAt(value: unknown, key: string): string {
  const text = isRecord(value) ? textOf(value[key]) : undefined;
  if (text === undefined) throw new Error(`the plan has no ${key}`);
  return text;
}
