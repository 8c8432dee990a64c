import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '@modax/command';
import { lockDigest, stamp } from '../environment/workspace-environment.ts';
import { deskVariables, nxSettings } from './nx-workspace.ts';
import { repository } from './sample-workspace.ts';
import type { StationWorkspace } from './station-workspace.ts';

/**
 * Makes a station one that Nx itself runs in: with the repository's tools and packages, but for this
 * plugin and the libraries below it, which are the station's own copies.
 */
export function prepareForNx(workspace: StationWorkspace): void {
  const { root } = workspace;
  const modules = join(root, 'node_modules');
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name === '@modax' || name.startsWith('.')) continue;
    symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  symlinkSync(workspace.plugin, join(modules, '@modax/nx-python'));
  writeFileSync(join(root, 'nx.json'), nxSettings);
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'station', private: true, type: 'module' }),
  );
  rmSync(join(root, '.venv/lib'), { recursive: true });
  symlinkSync(join(repository, '.venv/lib'), join(root, '.venv/lib'));
  mkdirSync(join(root, '.venv/bin'));
  for (const tool of globSync(join(repository, '.venv/bin/*'))) {
    symlinkSync(tool, join(root, '.venv/bin', basename(tool)));
  }
  mkdirSync(join(root, '.modax'));
  symlinkSync(join(repository, '.modax/uv'), join(root, '.modax/uv'));
}

/** What Nx did. */
export interface NxResult {
  readonly code: number;
  readonly text: string;
  /** The tasks that were run, and not answered from the cache, in order. */
  readonly ran: readonly string[];
}

/** Runs these gates of all projects, on an environment that was made from the lock as it stands. */
export async function runGates(
  { root }: StationWorkspace,
  gates: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<NxResult> {
  writeFileSync(join(root, stamp), `digest\nlock ${lockDigest(root)}\n`);
  const record = join(root, '.nx/cache/run.json');
  rmSync(record, { force: true });
  const { code, text } = await nx(
    root,
    ['run-many', `--targets=${gates.join(',')}`, '--parallel=3', '--output-style=static'],
    variables,
  );
  const { tasks } = JSON.parse(readFileSync(record, 'utf8')) as {
    tasks: readonly { readonly taskId: string; readonly cacheStatus: string }[];
  };
  const ran = tasks.filter(({ cacheStatus }) => cacheStatus === 'cache-miss');
  return { code, text, ran: ran.map(({ taskId }) => taskId).sort() };
}

/** The tasks of these gates that `nx affected` would run when these files change. */
export async function affectedTasks(
  { root }: StationWorkspace,
  gates: readonly string[],
  files: readonly string[],
): Promise<readonly string[]> {
  const plan = join(root, '.nx/plan.json');
  const { code, text } = await nx(root, [
    'affected',
    `--targets=${gates.join(',')}`,
    `--files=${files.join(',')}`,
    `--graph=${plan}`,
  ]);
  if (code !== 0 || !existsSync(plan)) throw new Error(text);
  const { tasks } = JSON.parse(readFileSync(plan, 'utf8')) as { tasks: { tasks: object } };
  rmSync(plan);
  return Object.keys(tasks.tasks).sort();
}

/** Every report that lies there, by path. */
export function reportsOf({ root }: StationWorkspace): ReadonlyMap<string, string> {
  const files = globSync('reports/**/*.*', { cwd: root }).sort();
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** Copies a database of Trivy's into the cache folder of the station's machine. */
export function copyDatabase({ root }: StationWorkspace, from: string): string {
  const cache = join(root, 'machine/trivy');
  cpSync(from, cache, { recursive: true });
  return cache;
}

async function nx(
  root: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly text: string }> {
  const outcome = await run({
    argv: [join(repository, 'node_modules/.bin/nx'), ...parameters],
    cwd: root,
    env: { ...deskVariables(), XDG_CACHE_HOME: join(root, 'machine/cache'), ...variables },
    deadlineMs: 900_000,
    outputLimitBytes: 64 * 1024 * 1024,
  });
  if (outcome.kind !== 'exited') throw new Error(`nx did not exit: ${JSON.stringify(outcome)}`);
  return { code: outcome.code, text: outcome.stdout + outcome.stderr };
}
