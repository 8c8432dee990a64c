import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import type { PeerPrograms } from '../workspaces/peers.ts';
import { type Bench, callIn, empty, type Workspace } from '../workspaces/workspace.ts';
import { changeFile, checkCases, type Projects, restore } from './checks.ts';
import { MOON_TASKS, moonTasks, moonWorkspace, toxConfiguration } from './peer-configuration.ts';

/** What others take, beside what this repository's pipeline takes for the same. */
export const PEER_ROWS: readonly RowPlan[] = [
  { id: 'cold', title: 'cold: nx, as here', measure: 'cold' },
  { id: 'moon-cold', title: 'cold: moon', measure: 'cold' },
  { id: 'tox-cold', title: 'cold: tox run-parallel', measure: 'cold' },
  { id: 'local-cache', title: 'all from the cache: nx, as here', measure: 'local-cache' },
  { id: 'moon-cached', title: 'all from the cache: moon', measure: 'local-cache' },
  { id: 'changed-warm', title: 'one file changed: nx, as here', measure: 'changed-warm' },
  { id: 'moon-changed', title: 'one file changed: moon', measure: 'changed-warm' },
];

const concurrency = String(availableParallelism());

/** The same five steps of the same projects by moon (which caches) and tox (which does not). */
export function peerCases(
  bench: Bench,
  workspace: Workspace,
  projects: Projects,
  { moon, tox }: Pick<PeerPrograms, 'moon' | 'tox'>,
): readonly Case[] {
  configureMoon(workspace, projects);
  const toxFile = join(bench.folder, 'tox.ini');
  writeFileSync(toxFile, toxConfiguration(workspace.root, projects));
  const clean = async (): Promise<void> => {
    await restore(bench, workspace);
    const caches = projects.folders.map((folder) => `${folder}/.mypy_cache`);
    empty(workspace, ['.moon/cache', ...caches]);
  };
  const moonCall = callIn(workspace, [
    moon,
    'run',
    ...MOON_TASKS.map((task) => `:${task}`),
    '--concurrency',
    concurrency,
    '--summary',
    'none',
  ]);
  const toxWords = ['-c', toxFile, '--workdir', join(bench.folder, 'tox')];
  const ours = checkCases(bench, workspace, projects).filter(({ id }) =>
    ['cold', 'local-cache', 'changed-warm'].includes(id),
  );
  return [
    ...ours,
    { id: 'moon-cold', title: 'moon, cold', prepare: clean, call: moonCall },
    {
      id: 'moon-cached',
      title: 'moon, all from the cache',
      prepare: () => undefined,
      call: moonCall,
    },
    {
      id: 'moon-changed',
      title: 'moon, one file changed',
      prepare: () => {
        changeFile(workspace, projects);
      },
      call: moonCall,
    },
    {
      id: 'tox-cold',
      title: 'tox, cold',
      prepare: async () => {
        await clean();
        // Its environments hold nothing, and are made once.
        await succeed(callIn(workspace, [tox, 'run', '--notest', ...toxWords]), bench.signal);
      },
      call: callIn(workspace, [tox, 'run-parallel', '--parallel', concurrency, ...toxWords]),
    },
  ];
}

/** Ignored by git: to Nx it would be a change of the workspace. */
function configureMoon({ root }: Workspace, projects: Projects): void {
  rmSync(join(root, '.moon'), { recursive: true, force: true });
  mkdirSync(join(root, '.moon/tasks'), { recursive: true });
  appendFileSync(join(root, '.git/info/exclude'), '/.moon/\n');
  writeFileSync(join(root, '.moon/workspace.yml'), moonWorkspace(projects));
  writeFileSync(join(root, '.moon/tasks/all.yml'), moonTasks(root));
}
