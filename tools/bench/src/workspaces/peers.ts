import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from './workspace.ts';

/** Compared with, never used: they are in no lock of this repository. */
const VERSIONS = { moon: '2.5.5', tox: '4.67.15', 'pre-commit': '4.7.0' } as const;

/** Installs moon into the folder of the run; the path of its program. */
export async function installMoon(bench: Bench, workspace: Workspace): Promise<string> {
  const folder = join(bench.folder, 'moon');
  const program = join(folder, 'node_modules/.bin/moon');
  if (existsSync(program)) return program;
  bench.tell(`installing moon ${VERSIONS.moon}\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--no-audit', '--no-fund', `@moonrepo/cli@${VERSIONS.moon}`];
  await succeed(callIn({ ...workspace, root: folder }, ['npm', ...words]), bench.signal);
  return program;
}

/** Installs tox and pre-commit into the folder of the run; the paths of their programs. */
export async function installPythonPeers(
  bench: Bench,
  workspace: Workspace,
): Promise<{ readonly tox: string; readonly preCommit: string }> {
  const folder = join(bench.folder, 'python-peers');
  const programs = {
    tox: join(folder, 'bin/tox'),
    preCommit: join(folder, 'bin/pre-commit'),
  };
  if (existsSync(programs.tox)) return programs;
  bench.tell(`installing tox ${VERSIONS.tox} and pre-commit ${VERSIONS['pre-commit']}\n`);
  const outside = { ...workspace, root: bench.folder };
  await succeed(callIn(outside, ['uv', 'venv', '--quiet', folder]), bench.signal);
  const packages = [`tox==${VERSIONS.tox}`, `pre-commit==${VERSIONS['pre-commit']}`];
  const install = ['pip', 'install', '--quiet', '--python', folder, ...packages];
  await succeed(callIn(outside, ['uv', ...install]), bench.signal);
  return programs;
}
