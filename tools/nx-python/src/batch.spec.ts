import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import bandit, { batch as banditBatch } from './executors/bandit/executor.ts';
import black, { batch as blackBatch } from './executors/black/executor.ts';
import flake8, { batch as flake8Batch } from './executors/flake8/executor.ts';
import mypy, { batch as mypyBatch } from './executors/mypy/executor.ts';
import pytest, { batch as pytestBatch } from './executors/pytest/executor.ts';
import safety, { batch as safetyBatch } from './executors/safety/executor.ts';
import trivy, { batch as trivyBatch } from './executors/trivy/executor.ts';
import type { ToolExecutorContext } from './running/executor.ts';
import { SampleWorkspace } from './testing/sample-workspace.ts';

/*
 * Many tasks in one run of a tool come to the same end as one by one: same outcomes, same findings, same
 * reports, whatever is wrong with one of the projects.
 */

const projects = ['pump', 'valve', 'motor'];
const limits = { timeoutSeconds: 280 };
let workspace: SampleWorkspace;
let context: ToolExecutorContext;

beforeEach(() => {
  workspace = new SampleWorkspace();
  context = {
    root: workspace.root,
    projectsConfigurations: {
      version: 2,
      projects: Object.fromEntries(projects.map((name) => [name, { root: `apps/${name}` }])),
    },
  };
});
afterEach(() => {
  rmSync(workspace.root, { recursive: true });
});

type Alone = (project: string) => Promise<{ success: boolean }>;
type Batch = (tasks: Tasks) => AsyncGenerator<BatchAnswer>;
type Tasks = Record<string, { target: { project: string; target: string } }>;
interface BatchAnswer {
  task: string;
  result: { success: boolean };
}

const place = (projectName: string) => ({ ...context, projectName });
const same = <Options>(options: Options): Record<string, Options> =>
  Object.fromEntries(projects.map((name) => [`${name}:gate`, options]));
// Only `tasks` is looked at of Nx's graph.
const graph = (tasks: Tasks) => ({ tasks }) as unknown as Parameters<typeof flake8Batch>[0];

const tools: Record<string, { alone: Alone; batch: Batch }> = {
  flake8: {
    alone: (name) => flake8(limits, place(name)),
    batch: (tasks) => flake8Batch(graph(tasks), same(limits), {}, context),
  },
  black: {
    alone: (name) => black({ ...limits, check: true }, place(name)),
    batch: (tasks) => blackBatch(graph(tasks), same({ ...limits, check: true }), {}, context),
  },
  mypy: {
    alone: (name) => mypy(limits, place(name)),
    batch: (tasks) => mypyBatch(graph(tasks), same(limits), {}, context),
  },
  pytest: {
    alone: (name) => pytest(limits, place(name)),
    batch: (tasks) => pytestBatch(graph(tasks), same(limits), {}, context),
  },
  bandit: {
    alone: (name) => bandit(limits, place(name)),
    batch: (tasks) => banditBatch(graph(tasks), same(limits), {}, context),
  },
  safety: {
    alone: (name) => safety(limits, place(name)),
    batch: (tasks) => safetyBatch(graph(tasks), same(limits), {}, context),
  },
  trivy: {
    alone: (name) => trivy(limits, place(name)),
    batch: (tasks) => trivyBatch(graph(tasks), same(limits), {}, context),
  },
};

const toolOf = (name: string) => {
  const tool = tools[name];
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
};

/** Which projects passed, and every report without what differs from run to run. */
type End = readonly [outcomes: Record<string, boolean>, reports: Record<string, string>];

async function oneByOne(name: string): Promise<End> {
  const outcomes: Record<string, boolean> = {};
  for (const project of projects) outcomes[project] = (await toolOf(name).alone(project)).success;
  return [outcomes, takeReports()];
}

async function inBatch(name: string): Promise<End> {
  const tasks: Tasks = Object.fromEntries(
    projects.map((project) => [`${project}:gate`, { target: { project, target: 'gate' } }]),
  );
  const outcomes: Record<string, boolean> = {};
  for await (const { task, result } of toolOf(name).batch(tasks)) {
    outcomes[task.replace(':gate', '')] = result.success;
  }
  return [outcomes, takeReports()];
}

function takeReports(): Record<string, string> {
  const folder = join(workspace.root, 'reports');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const reports = Object.fromEntries(
    files
      // JUnit and coverage are pytest's own and tell times.
      .filter((file) => /\.(?:sarif|json|txt)$/.test(file) && !file.endsWith('.coverage.json'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  rmSync(folder, { recursive: true });
  return reports;
}

const secret = 'aws_access_key_id = "AKIA' + 'Z7VRSQ5TJN2XMPLQ"\n';
const noPython = 'def broken(:\n';
type Fault = { readonly file: string; readonly text: string } | { readonly without: string };
const faults: readonly (readonly [tool: string, fault: string, planted: Fault])[] = [
  ['flake8', 'a syntax error', { file: 'src/valve/broken.py', text: noPython }],
  ['flake8', 'a warning', { file: 'src/valve/unused.py', text: 'import os\n' }],
  ['flake8', 'a bare noqa', { file: 'src/valve/unused.py', text: 'import os  # noqa\n' }],
  ['black', 'an unformatted file', { file: 'src/valve/odd.py', text: 'x=1\n' }],
  ['black', 'a file that is no Python', { file: 'src/valve/odd.py', text: noPython }],
  ['mypy', 'a type error', { file: 'src/valve/wrong.py', text: 'x: int = "one"\n' }],
  ['mypy', 'a syntax error', { file: 'src/valve/wrong.py', text: noPython }],
  [
    'pytest',
    'a failing test',
    { file: 'tests/test_no.py', text: 'def test_no() -> None:\n    assert 0\n' },
  ],
  ['pytest', 'no test', { without: 'tests' }],
  [
    'bandit',
    'B602',
    {
      file: 'src/valve/run.py',
      text: 'import subprocess\n\nsubprocess.Popen("ls *", shell=True)\n',
    },
  ],
  ['bandit', 'nothing but tests', { without: 'src' }],
  ['bandit', 'a file that it cannot read', { file: 'src/valve/broken.py', text: noPython }],
  ['safety', 'a manifest of its own', { file: 'requirements.txt', text: 'requests==2.19.0\n' }],
  ['trivy', 'a secret', { file: 'src/valve/keys.py', text: secret }],
  [
    'trivy',
    'a container that runs as root',
    { file: 'Dockerfile', text: 'FROM python:3.11\nUSER root\n' },
  ],
];

function plantFault(fault: Fault): void {
  if ('without' in fault)
    rmSync(join(workspace.root, 'apps/valve', fault.without), { recursive: true });
  else plant(fault.file, fault.text);
}

function plant(path: string, text: string): void {
  workspace.write(`apps/valve/${path}`, text);
}

function plantOthers(): void {
  for (const name of projects.slice(1)) workspace.plantProject(name);
}

const only = (passed: boolean) => ({ pump: true, valve: passed, motor: true });

describe('in one run as one by one', () => {
  it.each(Object.keys(tools))('%s on clean projects', async (tool) => {
    plantOthers();
    const alone = await oneByOne(tool);
    expect(alone[0]).toEqual(only(true));
    expect(await inBatch(tool)).toEqual(alone);
  });

  it.each(faults)('%s on %s in one of them', async (tool, _fault, planted) => {
    plantOthers();
    plantFault(planted);
    const alone = await oneByOne(tool);
    expect(alone[0]).toEqual(only(false));
    expect(await inBatch(tool)).toEqual(alone);
  });

  it.each(Object.keys(tools))('%s on a project file that is broken', async (tool) => {
    plantOthers();
    plant(
      'pyproject.toml',
      '[project]\nname = "sample-valve"\nversion = "0.0.0"\n\n[tool.modax]\ncoverage-floor = 101\n',
    );
    const alone = await oneByOne(tool);
    expect(alone[0]).toEqual(only(false));
    expect(await inBatch(tool)).toEqual(alone);
  });

  it('Safety and Trivy on a vulnerable dependency that one of them has', async () => {
    workspace.plantVulnerableDependency();
    plantOthers();
    const alone = await oneByOne('safety');
    expect(alone[0]).toEqual({ pump: false, valve: true, motor: true });
    expect(await inBatch('safety')).toEqual(alone);
  });

  // Safety is told packages, and Trivy the workspace: neither is told a project's name.
  it.each(['flake8', 'black', 'mypy', 'pytest', 'bandit'])(
    'a %s that is killed over one of them fails that one alone',
    async (tool) => {
      plantOthers();
      workspace.replaceTool(
        tool,
        'case "$PWD $*" in *valve*) kill -KILL $$;; *) exec "$REAL" "$@";; esac',
      );
      const alone = await oneByOne(tool);
      expect(alone[0]).toEqual(only(false));
      expect(await inBatch(tool)).toEqual(alone);
    },
  );
});

describe('a run over all of them that fails', () => {
  const path = process.env['PATH'];
  beforeEach(() => {
    // A Trivy of the machine's own would come before the one that the test replaces.
    process.env['PATH'] = `${join(workspace.root, '.venv/bin')}:${path ?? ''}`;
    return () => {
      process.env['PATH'] = path;
    };
  });

  it('is made up for one by one', async () => {
    plantOthers();
    plant('src/valve/keys.py', secret);
    workspace.replaceTool('trivy', 'case "$*" in */apps/*) exec "$REAL" "$@";; *) exit 1;; esac');
    const alone = await oneByOne('trivy');
    expect(alone[0]).toEqual(only(false));
    expect(await inBatch('trivy')).toEqual(alone);
  });
});

describe('the cache that mypy keeps', () => {
  it('does not hide a change of the same size in the same second', async () => {
    plantOthers();
    plant('src/valve/kind.py', 'x: int = 1\n');
    const file = join(workspace.root, 'apps/valve/src/valve/kind.py');
    const { atime, mtime } = statSync(file);
    expect((await inBatch('mypy'))[0]).toEqual(only(true));
    plant('src/valve/kind.py', 'x: str = 1\n');
    utimesSync(file, atime, mtime);
    expect((await inBatch('mypy'))[0]).toEqual(only(false));
  });
});
