import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunRecord } from '@modax/bootstrap/run-record';
import { BenchProblem } from '../bench-problem.ts';
import type { Workspace } from '../workspaces/workspace.ts';

/** How many tasks a run of Nx had; a run that had none leaves no record. */
export interface NxTasks {
  readonly run: number;
  readonly cached: number;
}

const record = '.nx/cache/run.json';

/** Takes away what the run before left, so that it cannot be taken for that of the next. */
export function forgetTasks({ root }: Workspace): void {
  rmSync(join(root, record), { force: true });
}

/** What the last run of Nx in the workspace did. */
export function lastTasks({ root }: Workspace): NxTasks {
  const file = join(root, record);
  if (!existsSync(file)) return { run: 0, cached: 0 };
  const tasks = [...parseRunRecord(readFileSync(file, 'utf8')).tasks.values()];
  const run = tasks.filter(({ source }) => source === 'run').length;
  return { run, cached: tasks.length - run };
}

/**
 * A run that did something else than its row says has a time that says nothing.
 * @throws BenchProblem `NOTHING_CHECKED`
 */
export function requireTasks(workspace: Workspace, isRight: (tasks: NxTasks) => boolean): void {
  const { run, cached } = lastTasks(workspace);
  if (isRight({ run, cached })) return;
  throw new BenchProblem(
    'NOTHING_CHECKED',
    `a measured run of Nx ran ${run} tasks and took ${cached} from the cache, which is not what its row is about`,
  );
}
