import { rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cleanEnvironment, type ProgramCall } from '@modax/command';
import { nxEnvironment } from '@modax/bootstrap/nx-environment';
import { succeed } from '../measuring/stopwatch.ts';

/** What every part of a bench works with. */
export interface Bench {
  /** The repository that is measured. */
  readonly root: string;
  /** A folder of this run, removed at its end. */
  readonly folder: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Talk for people, on stderr. */
  readonly tell: (text: string) => void;
}

/** A set-up clone of the repository, in which things are measured. */
export interface Workspace {
  readonly root: string;
  /** Its own programs come first on PATH; nothing leads to another checkout. */
  readonly env: Readonly<Record<string, string>>;
}

const DEADLINE_MS = 60 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** A call in the workspace. */
export function callIn(
  { root, env }: Workspace,
  argv: ProgramCall['argv'],
  variables: Readonly<Record<string, string>> = {},
): ProgramCall {
  return {
    argv,
    cwd: root,
    env: { ...env, ...variables },
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

/** A call of Nx that checks, as the pipeline makes it: in its environment, and by the same process. */
export function checkCall(workspace: Workspace, words: readonly string[]): ProgramCall {
  const { root } = workspace;
  const nxProcess = join(root, 'tools/bootstrap/src/pipeline/nx-process.ts');
  const plan = join(root, '.nx/cache/plan.json');
  return nxProgram(workspace, [nxProcess, plan, ...words]);
}

/** A call of plain Nx. */
export function nxCall(workspace: Workspace, words: readonly string[]): ProgramCall {
  return nxProgram(workspace, [join(workspace.root, 'node_modules/.bin/nx'), ...words]);
}

function nxProgram(workspace: Workspace, words: readonly string[]): ProgramCall {
  const node = join(workspace.root, 'node_modules/.bin/node');
  return { ...callIn(workspace, [node, ...words]), env: nxEnvironment(workspace.env) };
}

/**
 * Clones what is committed in the repository and sets it up with its own command.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED` with what git or the set-up said.
 */
export async function cloneWorkspace(bench: Bench, name: string): Promise<Workspace> {
  const root = join(bench.folder, name);
  const workspace = { root, env: environmentOf(root, bench) };
  const clone = callIn({ ...workspace, root: bench.folder }, [
    'git',
    'clone',
    '--quiet',
    bench.root,
    root,
  ]);
  await succeed(clone, bench.signal);
  await setUp(bench, workspace);
  return workspace;
}

/** Installs what the locks of the workspace say, with its own command. */
export async function setUp(bench: Bench, workspace: Workspace): Promise<void> {
  await succeed(callIn(workspace, ['npm', 'run', 'setup']), bench.signal);
}

/** Commits what differs, whoever the machine's git would say has done it. */
export async function commit(bench: Bench, workspace: Workspace, message: string): Promise<void> {
  const author = { GIT_AUTHOR_NAME: 'bench', GIT_AUTHOR_EMAIL: 'bench@localhost' };
  const committer = { GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'bench@localhost' };
  const variables = { ...author, ...committer, HUSKY: '0' };
  for (const words of [
    ['add', '--all'],
    ['commit', '--quiet', '--no-gpg-sign', '--message', message],
  ]) {
    await succeed(callIn(workspace, ['git', ...words], variables), bench.signal);
  }
}

/** Has the workspace at a commit, whatever was committed in it since. */
export async function resetTo(bench: Bench, workspace: Workspace, commit: string): Promise<void> {
  const reset = ['git', 'reset', '--quiet', '--hard', commit] as const;
  await succeed(callIn(workspace, reset), bench.signal);
}

/** Removes folders of the workspace, so that what they held has to be made anew. */
export function empty({ root }: Pick<Workspace, 'root'>, folders: readonly string[]): void {
  for (const folder of folders) rmSync(join(root, folder), { recursive: true, force: true });
}

const OF_A_RUN =
  /^(?:npm_|NX_|GIT_|MODAX_|HUSKY|GITHUB_|VITEST|PYTEST|PYTHON|MYPY|BLACK_|COVERAGE|(?:CI|VIRTUAL_ENV|INIT_CWD|XDG_CONFIG_HOME|NODE_(?:ENV|OPTIONS|V8_COVERAGE|(?:DISABLE_)?COMPILE_CACHE))$)/i;

/**
 * The environment of a workspace: its own programs first. Nothing of npm, Nx, CI or hooks that surrounds
 * the bench reaches what it measures, and no program of the checkout it was called in.
 */
export function environmentOf(
  root: string,
  { root: repository, variables }: Pick<Bench, 'root' | 'variables'>,
): Record<string, string> {
  const own = Object.entries(cleanEnvironment(variables)).filter(([name]) => !OF_A_RUN.test(name));
  const others = variables['PATH']?.split(delimiter) ?? [];
  return {
    ...Object.fromEntries(own),
    // Where husky would be told by a person to leave its hooks out.
    XDG_CONFIG_HOME: '/dev/null',
    PATH: [
      ...['node_modules/.bin', '.venv/bin', '.modax/uv/bin'].map((folder) => join(root, folder)),
      ...others.filter((folder) => !`${folder}/`.startsWith(`${repository}/`)),
    ].join(delimiter),
  };
}

/**
 * The commit that is measured.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED` when there is none.
 */
export async function commitOf(bench: Bench): Promise<string> {
  const git = callIn({ root: bench.root, env: environmentOf(bench.root, bench) }, [
    'git',
    'rev-parse',
    'HEAD',
  ]);
  return (await succeed(git, bench.signal)).trim();
}
