import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, resetTo, type Workspace } from '../workspaces/workspace.ts';
import { entriesOf, type Keys, keptIn, keysOf } from './keys.ts';
import type { CiPlan } from './our-ci.ts';
import { planSince } from './plan-of.ts';

/** What CI would have done for commits that were made. */
export interface Replay {
  /** With a remote cache that has what the commits before have made, and no others. */
  readonly plans: readonly CiPlan[];
  /** The same without one. */
  readonly plansWithoutCache: readonly CiPlan[];
  /** `commit task`: the key of the task differs from that at the commit before, and it was not planned. */
  readonly missed: readonly string[];
}

/** Plans each of the newest commits as a push after the one before, and holds the plan against the keys of all tasks. */
export async function replay(bench: Bench, workspace: Workspace, count: number): Promise<Replay> {
  const list = [
    'git',
    'rev-list',
    '--first-parent',
    '--reverse',
    `--max-count=${count + 1}`,
    'HEAD',
  ];
  const commits = (await succeed(callIn(workspace, list as [string, ...string[]]), bench.signal))
    .trim()
    .split('\n');
  const plans: CiPlan[] = [];
  const plansWithoutCache: CiPlan[] = [];
  const missed: string[] = [];
  const cache = new Set<string>();
  let before: Keys = new Map();
  for (const [index, commit] of commits.entries()) {
    await resetTo(bench, workspace, commit);
    const keys = await keysOf(bench, workspace);
    if (index > 0) {
      const kept = keptIn(cache, keys);
      const planned = await planSince(bench, workspace, `${commit}~1`, kept);
      plans.push(planned.plan);
      plansWithoutCache.push(planned.planWithoutCache);
      missed.push(
        ...missing(before, keys, planned.tasks).map((task) => `${commit.slice(0, 7)} ${task}`),
      );
    }
    before = keys;
    for (const entry of entriesOf(keys)) cache.add(entry);
    if (index % 10 === 9) bench.tell(`  replayed ${index} of ${count} commits\n`);
  }
  await resetTo(bench, workspace, commits.at(-1) ?? 'HEAD');
  return { plans, plansWithoutCache, missed };
}

/** The tasks whose keys differ, or that are new, and that are not planned. */
export function missing(before: Keys, now: Keys, planned: ReadonlySet<string>): readonly string[] {
  return [...now]
    .filter(([task, key]) => before.get(task) !== key && !planned.has(task))
    .map(([task]) => task);
}
