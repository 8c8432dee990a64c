import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { DOCUMENT_TARGETS, runMany } from '../cases/checks.ts';
import { forgetTasks, requireTasks } from '../cases/nx-tasks.ts';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { OWN_LAYERS } from '../workspaces/own-layers.ts';
import { type Bench, checkCall, empty, type Workspace } from '../workspaces/workspace.ts';
import type { CacheServer } from './server.ts';

const RUN = { id: 'run', title: 'everything runs' };
const REMOTE = { id: 'remote', title: 'everything from the remote cache, without .venv' };

/** A check of everything that somebody else has run already, beside running it. */
export const WARM_CHECK_ROWS: readonly RowPlan[] = [
  { ...RUN, measure: 'run' },
  { ...REMOTE, measure: 'run', asked: { wall: 0.045 } },
];

/** As on a machine that has only just cloned: neither results nor the tools' own caches. */
const OWN_CACHES = ['.nx', '.modax/compile-cache', '.mypy_cache', 'reports'] as const;

export async function warmCheckCases(
  bench: Bench,
  workspace: Workspace,
  server: CacheServer,
): Promise<readonly Case[]> {
  const everything = checkCall(workspace, runMany(OWN_LAYERS.names));
  const cached: ProgramCall = {
    ...everything,
    env: {
      ...everything.env,
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server.address,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: server.authorization.replace('Bearer ', ''),
    },
  };
  const whole = DOCUMENT_TARGETS.length * OWN_LAYERS.names.length;
  const environment = join(workspace.root, '.venv');
  const aside = join(bench.folder, 'environment');
  const forget = (): void => {
    empty(workspace, OWN_CACHES);
    forgetTasks(workspace);
  };
  bench.tell('filling the remote cache\n');
  empty(workspace, OWN_CACHES);
  await succeed(cached, bench.signal);
  return [
    {
      ...RUN,
      call: everything,
      prepare: forget,
      verify: () => {
        requireTasks(workspace, (tasks) => tasks.run === whole && tasks.cached === 0);
      },
    },
    {
      ...REMOTE,
      call: cached,
      prepare: () => {
        forget();
        renameSync(environment, aside);
      },
      verify: () => {
        renameSync(aside, environment);
        requireTasks(workspace, (tasks) => tasks.run === 0 && tasks.cached === whole);
      },
    },
  ];
}
