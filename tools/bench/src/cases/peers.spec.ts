import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Bench, Workspace } from '../workspaces/workspace.ts';
import type { Projects } from './checks.ts';
import { peerCases } from './peers.ts';
import { hookPeers } from './pre-commit.ts';

const projects: Projects = {
  names: ['station-01'],
  folders: ['apps/station-01'],
  changedFile: 'apps/station-01/src/app.py',
};
let bench: Bench;
let workspace: Workspace;
const git = (...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: workspace.root, env: workspace.env, encoding: 'utf8' });

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-peers-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const root = join(folder, 'workspace');
  const signal = new AbortController().signal;
  bench = { root: '/repository', folder, variables: process.env, signal, tell: () => undefined };
  const author = [
    'GIT_AUTHOR_NAME',
    'GIT_AUTHOR_EMAIL',
    'GIT_COMMITTER_NAME',
    'GIT_COMMITTER_EMAIL',
  ];
  const env = cleanEnvironment(
    { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    Object.fromEntries(author.map((name) => [name, 'bench@localhost'])),
  );
  workspace = { root, env };
  const file = join(root, projects.changedFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'A = 1\n');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'a station');
});

const changed = (): string => readFileSync(join(workspace.root, projects.changedFile), 'utf8');

test('moon and tox run beside Nx on the same projects, and their files are no change', async () => {
  const cases = peerCases(bench, workspace, projects, { moon: '/peers/moon', tox: '/bin/true' });
  expect(
    cases.map(({ id, call }) => [id, ...call.argv.slice(0, call.argv[0].endsWith('node') ? 4 : 3)]),
  ).toEqual([
    ['cold', ...nx('run-many')],
    ['local-cache', ...nx('run-many')],
    ['changed-warm', ...nx('affected')],
    ['moon-cold', '/peers/moon', 'run', ':lint'],
    ['moon-cached', '/peers/moon', 'run', ':lint'],
    ['moon-changed', '/peers/moon', 'run', ':lint'],
    ['tox-cold', '/bin/true', 'run-parallel', '--parallel'],
  ]);
  expect(readFileSync(join(workspace.root, '.moon/workspace.yml'), 'utf8')).toContain('station-01');
  expect(readFileSync(join(bench.folder, 'tox.ini'), 'utf8')).toContain('[testenv:station-01]');
  expect(git('status', '--porcelain')).toBe('');

  for (const { id, prepare } of cases) {
    await prepare();
    // Each brings the files into its own state, whatever the one before left.
    expect([id, changed() === 'A = 1\n']).toEqual([id, !id.includes('changed')]);
  }
});

const nx = (command: string): readonly string[] => [
  join(workspace.root, 'node_modules/.bin/node'),
  join(workspace.root, 'tools/bootstrap/src/pipeline/nx-process.ts'),
  join(workspace.root, '.nx/cache/plan.json'),
  command,
];

test('pre-commit is given a staged change', async () => {
  const [peer] = hookPeers(bench, workspace, projects, { preCommit: '/peers/pre-commit' });
  await peer?.prepare();
  expect(peer?.call.argv.slice(0, 2)).toEqual(['/peers/pre-commit', 'run']);
  expect(git('diff', '--cached', '--name-only')).toBe(`${projects.changedFile}\n`);
});
