import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from './workspace.ts';

/** Compared with, never used: they are in no lock of this repository. */
const VERSIONS = { moon: '2.5.5', tox: '4.67.15', 'pre-commit': '4.7.0' } as const;

/** The programs of the others, absolute. */
export interface PeerPrograms {
  readonly moon: string;
  readonly tox: string;
  readonly preCommit: string;
}

/** Installs them into the folder of the run, once. */
export async function installPeers(bench: Bench, workspace: Workspace): Promise<PeerPrograms> {
  const [node, python] = [join(bench.folder, 'node-peers'), join(bench.folder, 'python-peers')];
  const programs = {
    moon: join(node, 'node_modules/.bin/moon'),
    tox: join(python, 'bin/tox'),
    preCommit: join(python, 'bin/pre-commit'),
  };
  if (existsSync(programs.preCommit)) return programs;
  const { moon, tox, 'pre-commit': preCommit } = VERSIONS;
  bench.tell(`installing moon ${moon}, tox ${tox}, pre-commit ${preCommit}\n`);
  mkdirSync(node, { recursive: true });
  writeFileSync(join(node, 'package.json'), '{ "private": true }\n');
  const outside = { ...workspace, root: node };
  for (const call of [
    ['npm', 'install', '--no-audit', '--no-fund', `@moonrepo/cli@${moon}`],
    ['uv', 'venv', '--quiet', python],
    [
      'uv',
      'pip',
      'install',
      '--quiet',
      '--python',
      python,
      `tox==${tox}`,
      `pre-commit==${preCommit}`,
    ],
  ] as const) {
    await succeed(callIn(outside, call), bench.signal);
  }
  return programs;
}
