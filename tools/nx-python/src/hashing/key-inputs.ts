import { normalizedName } from '@modax/python-lock';
import { parsePyproject } from '../inference/pyproject.ts';
import type { TestInputs } from '../inference/test-inputs.ts';
import { recordOf } from '../running/json.ts';
import { exceptionsFile } from '../running/exceptions-file.ts';
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
import { type KeyGraph, pythonRoots, reachOf } from './libraries.ts';
import { auditedInputs, installedInputs, readLock, reportedVersion } from './lock-inputs.ts';
import { interpreterInputs, matrixInputs, ownTrivy, trivyInputs } from './machine-inputs.ts';
import { type KeyPlan, keyPlan } from './plan.ts';
import { installedPython, markersOf } from './python-environment.ts';
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
  const plan = keyPlan(task.executor);
  const root = graph.nodes[task.project]?.data.root;
  if (root === undefined) throw new Error(`there is no project ${task.project}`);
  const file = `${root}/pyproject.toml`;
  const distribution = distributionOf(tomlIn(file, disk));
  const workspace = tomlIn('pyproject.toml', disk);
  const lock = readLock(disk.text('uv.lock'));
  const installed = installedPython('.venv', disk);
  const matrix =
    typeof task.options['python'] === 'string'
      ? matrixInputs(task.options['python'], disk, place.variables)
      : undefined;
  const reach =
    plan.packages === 'installed'
      ? reachOf({ name: task.project, root, distribution }, graph, lock, installed, disk)
      : { libraries: [], packages: [] };
  const audited = plan.packages === 'audited' ? auditedInputs(lock, distribution) : [];
  const tools = [
    ...(task.executor === 'trivy' && ownTrivy(place.variables) !== undefined ? [] : plan.tools),
    ...installed.pluginsFor(plan.entryPoints),
    ...(plan.tables.includes('mypy') ? mypyPlugins(workspace) : []),
  ];
  const wanted = [
    ...tools.map((name) => ({ name })),
    ...(plan.groups.length === 0 ? [] : [{ name: distributionOf(workspace), groups: plan.groups }]),
    ...(plan.packages === 'installed'
      ? [
          { name: distribution, extras: 'all' as const, groups: groupsOf(file, disk) },
          ...reach.packages.map((name) => ({ name })),
        ]
      : []),
  ];

  return [
    input('options', [task.executor, task.options, task.outputs]),
    input('project', [task.project, root, distribution]),
    ...ownFiles(root, plan, disk),
    ...reach.libraries.flatMap((library) => libraryInputs(library, plan, disk)),
    ...(plan.project === 'everything'
      ? projectInputs(file, disk)
      : [warningBudgetInput(file, disk)]),
    ...tableInputs(workspace, plan.tables),
    ...plan.rootFiles.map((name) => ({ name, digest: disk.digest(name) })),
    ...(lock.problem === undefined ? [] : [input('uv.lock', lock.text)]),
    ...installedInputs(
      lock,
      wanted,
      markersOf(matrix === undefined ? installed.version : matrix.found),
      { stubs: plan.tables.includes('mypy') },
    ),
    ...audited,
    ...reportedVersion(lock, task.executor),
    ...(matrix?.inputs ?? (plan.interpreter ? interpreterInputs(disk, installed.version) : [])),
    ...(task.executor === 'trivy' ? trivyInputs(disk, place.variables) : []),
    ...(task.executor === 'pytest' ? testInputs(statedIn(file, disk), disk, place.variables) : []),
    ...executorCodeInputs(task.executor, place.plugin, disk),
    ...exceptionInputs(disk.text(exceptionsFile), place.today, {
      tool: task.executor,
      roots: [root, ...reach.libraries],
      allRoots: pythonRoots(graph, disk),
      packages: audited.map(({ name }) => name.replace('uv.lock version of ', '')),
    }),
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
