import { exceptionsFile, recordOf } from '@modax/findings';
import { normalizedName } from '@modax/python-lock';
import { parsePyproject } from '../inference/pyproject.ts';
import type { TestInputs } from '../inference/test-inputs.ts';
import {
  distributionOf,
  metadataInput,
  projectInputs,
  tableInputs,
  tomlIn,
  warningBudgetInput,
} from './configuration-inputs.ts';
import type { Disk } from './disk.ts';
import { exceptionInputs } from './exception-inputs.ts';
import { executorCodeInputs } from './executor-code.ts';
import { type KeyInput, input } from './key-input.ts';
import { type KeyGraph, pythonRoots, type Reach, reachOf } from './libraries.ts';
import {
  auditedInputs,
  installedInputs,
  type ReadLock,
  readLock,
  reportedVersion,
} from './lock-inputs.ts';
import { interpreterInputs, matrixInputs, ownTrivy, trivyInputs } from './machine-inputs.ts';
import { type KeyPlan, keyPlan } from './plan.ts';
import { type InstalledPython, installedPython, markersOf } from './python-environment.ts';
import { testInputs } from './test-inputs.ts';

/** A task whose key is asked for. */
export interface KeyTask {
  readonly project: string;
  /** Of this plugin, such as `flake8`. */
  readonly executor: string;
  /** All that the task is told: options, those of its configuration, and those of the command line. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What is kept of it. */
  readonly outputs: readonly string[];
}

/** Where and when. */
export interface KeyPlace {
  /** The folder of this plugin, absolute. */
  readonly plugin: string;
  readonly variables: NodeJS.ProcessEnv;
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * Everything that the result of a task depends on, and nothing else, as it lies on the disk.
 * @throws Error when the executor is not of this plugin or the project is not in the graph.
 */
export function keyInputs(
  task: KeyTask,
  graph: KeyGraph,
  disk: Disk,
  place: KeyPlace,
): readonly KeyInput[] {
  const subject = subjectOf(task, graph, disk, place);
  const { plan, root, file, reach } = subject;
  const audited =
    plan.packages === 'audited' ? auditedInputs(subject.lock, subject.distribution) : [];
  return [
    input('options', [task.executor, task.options, task.outputs]),
    input('project', [task.project, root, subject.distribution]),
    ...ownFiles(root, plan, disk),
    ...reach.libraries.flatMap((library) => libraryInputs(library, plan, disk)),
    ...(plan.project === 'everything'
      ? projectInputs(file, disk)
      : [warningBudgetInput(file, disk)]),
    ...tableInputs(subject.workspace, plan.tables),
    ...plan.rootFiles.map((name) => ({ name, digest: disk.digest(name) })),
    ...lockInputs(subject, place, disk),
    ...audited,
    ...placeInputs(subject, place, disk),
    ...executorCodeInputs(task.executor, place.plugin, disk),
    ...exceptionInputs(disk.text(exceptionsFile), place.today, {
      tool: task.executor,
      roots: [root, ...reach.libraries],
      allRoots: pythonRoots(graph, disk),
      packages: audited.map(({ name }) => name.replace('uv.lock version of ', '')),
    }),
  ];
}

/** What the inputs of a task are looked for by. */
interface Subject {
  readonly executor: string;
  readonly plan: KeyPlan;
  /** The project's folder, and its `pyproject.toml`. */
  readonly root: string;
  readonly file: string;
  readonly distribution: string;
  /** The workspace's `pyproject.toml`. */
  readonly workspace: Readonly<Record<string, unknown>>;
  readonly lock: ReadLock;
  readonly installed: InstalledPython;
  readonly reach: Reach;
  /** Of a task of the matrix: which interpreter it finds. */
  readonly matrix: ReturnType<typeof matrixInputs> | undefined;
}

function subjectOf(task: KeyTask, graph: KeyGraph, disk: Disk, { variables }: KeyPlace): Subject {
  const plan = keyPlan(task.executor);
  const root = graph.nodes[task.project]?.data.root;
  if (root === undefined) throw new Error(`there is no project ${task.project}`);
  const file = `${root}/pyproject.toml`;
  const distribution = distributionOf(tomlIn(file, disk));
  const lock = readLock(disk.text('uv.lock'));
  const installed = installedPython(disk, variables);
  const { python } = task.options;
  return {
    executor: task.executor,
    plan,
    root,
    file,
    distribution,
    workspace: tomlIn('pyproject.toml', disk),
    lock,
    installed,
    reach:
      plan.packages === 'installed'
        ? reachOf({ name: task.project, root, distribution }, graph, lock, installed, disk)
        : { libraries: [], packages: [] },
    matrix: typeof python === 'string' ? matrixInputs(python, disk, variables) : undefined,
  };
}

/** What is installed of the tool, of what adds to it, and of what the project uses. */
function lockInputs(subject: Subject, { variables }: KeyPlace, disk: Disk): readonly KeyInput[] {
  const { executor, plan, workspace, lock, installed, matrix } = subject;
  const isReplaced = executor === 'trivy' && ownTrivy(variables) !== undefined;
  const tools = [
    ...(isReplaced ? [] : plan.tools),
    ...installed.pluginsFor(plan.entryPoints),
    ...(plan.tables.includes('mypy') ? mypyPlugins(workspace) : []),
  ];
  const groups =
    plan.groups.length === 0 ? [] : [{ name: distributionOf(workspace), groups: plan.groups }];
  const own =
    plan.packages === 'installed'
      ? [
          {
            name: subject.distribution,
            extras: 'all' as const,
            groups: groupsOf(subject.file, disk),
          },
          ...subject.reach.packages.map((name) => ({ name })),
        ]
      : [];
  return [
    ...(lock.problem === undefined ? [] : [input('uv.lock', lock.text)]),
    ...installedInputs(
      lock,
      [...tools.map((name) => ({ name })), ...groups, ...own],
      markersOf(matrix === undefined ? installed.version : matrix.found),
      { stubs: plan.tables.includes('mypy') },
    ),
    ...reportedVersion(lock, executor),
  ];
}

/** The machine, as far as the tool looks at it. */
function placeInputs(
  { executor, plan, file, installed, matrix }: Subject,
  { variables }: KeyPlace,
  disk: Disk,
): readonly KeyInput[] {
  const workspacePython = plan.interpreter ? interpreterInputs(disk, installed.version) : [];
  return [
    ...(matrix?.inputs ?? workspacePython),
    ...(executor === 'trivy' ? trivyInputs(disk, variables) : []),
    ...(executor === 'pytest' ? testInputs(statedIn(file, disk), disk, variables) : []),
  ];
}

function ownFiles(root: string, plan: KeyPlan, disk: Disk): readonly KeyInput[] {
  const files = disk.files(root);
  return [
    ...files
      .filter((path) => plan.files(path.slice(root.length + 1)))
      .map((name) => ({ name, digest: disk.digest(name) })),
    ...files
      .filter((path) => plan.presence?.(path.slice(root.length + 1)))
      .map((name) => input(name, 'there')),
    ...(plan.asksForPython === true
      ? [
          input(
            'a Python file',
            files.some((path) => path.endsWith('.py')),
          ),
        ]
      : []),
  ];
}

function libraryInputs(library: string, plan: KeyPlan, disk: Disk): readonly KeyInput[] {
  const metadata = `${library}/pyproject.toml`;
  return [
    ...disk
      .files(library)
      .filter((path) => plan.libraryFiles?.(path.slice(library.length + 1)))
      .map((name) => ({ name, digest: disk.digest(name) })),
    ...(plan.project === 'everything' ? [metadataInput(metadata, disk)] : []),
  ];
}

/** Packages whose code mypy runs, by the modules that its table names. */
function mypyPlugins(workspace: Readonly<Record<string, unknown>>): readonly string[] {
  const plugins = recordOf(recordOf(workspace['tool'])?.['mypy'])?.['plugins'];
  const names: readonly unknown[] = Array.isArray(plugins) ? plugins : [plugins];
  return names.flatMap((name) =>
    typeof name === 'string' ? normalizedName(name.split(/[.:]/)[0] ?? '') : [],
  );
}

function groupsOf(file: string, disk: Disk): readonly string[] {
  return Object.keys(recordOf(tomlIn(file, disk)['dependency-groups']) ?? {});
}

function statedIn(file: string, disk: Disk): TestInputs {
  return parsePyproject(disk.text(file) ?? '', file).testInputs;
}
