import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, resetTo, type Workspace } from '../workspaces/workspace.ts';
import { entriesOf, type Keys, keptIn, keysOf } from './keys.ts';
import type { CiPlan } from './our-ci.ts';
import { planSince } from './plan-of.ts';

/** A mean of fewer would say little, and what reads the keys may itself be at fault. */
const MOST_KEYLESS = 5;

/** What CI would have done for commits that were made. */
export interface Replay {
  /** With a remote cache that has what the commits before have made, and no others. */
  readonly plans: readonly CiPlan[];
  /** The same without one. */
  readonly plansWithoutCache: readonly CiPlan[];
  /** `commit task`: the key of the task differs from that at the commit before, and it was not planned. */
  readonly missed: readonly string[];
  /** At how many commits Nx makes no keys, as where a file is missing: no task can run there. */
  readonly keyless: number;
}

/**
 * Plans each of the newest commits as a push after the last one that has keys, and holds the plan against the keys of all
 * tasks.
 * @throws BenchProblem `NOTHING_CHECKED` when too few of them have any; `MEASURED_COMMAND_FAILED`, `INTERRUPTED`
 */
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
  let keyless = 0;
  const cache = new Set<string>();
  let before: { readonly commit: string; readonly keys: Keys } | undefined;
  for (const [index, commit] of commits.entries()) {
    if (index % 10 === 9) bench.tell(`  replaying ${index} of ${count} commits\n`);
    await resetTo(bench, workspace, commit);
    const keys = await keysAt(commit, bench, workspace);
    if (keys === undefined) {
      keyless += 1;
      continue;
    }
    if (before !== undefined) {
      const kept = keptIn(cache, keys);
      const planned = await planSince(bench, workspace, before.commit, kept);
      plans.push(planned.plan);
      plansWithoutCache.push(planned.planWithoutCache);
      missed.push(
        ...missing(before.keys, keys, planned.tasks).map((task) => `${commit.slice(0, 7)} ${task}`),
      );
    }
    before = { commit, keys };
    for (const entry of entriesOf(keys)) cache.add(entry);
  }
  await resetTo(bench, workspace, commits.at(-1) ?? 'HEAD');
  if (plans.length === 0 || keyless > MOST_KEYLESS) {
    const counts = `${plans.length} commits could be replayed, ${keyless} could not`;
    throw new BenchProblem('NOTHING_CHECKED', counts);
  }
  return { plans, plansWithoutCache, missed, keyless };
}

/** The keys of all tasks of a commit; undefined, and told why, where Nx makes none. */
async function keysAt(
  commit: string,
  bench: Bench,
  workspace: Workspace,
): Promise<Keys | undefined> {
  try {
    return await keysOf(bench, workspace);
  } catch (error) {
    if (!(error instanceof BenchProblem) || error.code !== 'MEASURED_COMMAND_FAILED') throw error;
    bench.tell(`${commit.slice(0, 7)} has no keys: ${error.message}\n${error.said}\n`);
    return undefined;
  }
}

/** The tasks whose keys differ, or that are new, and that are not planned. */
export function missing(before: Keys, now: Keys, planned: ReadonlySet<string>): readonly string[] {
  return [...now]
    .filter(([task, key]) => before.get(task) !== key && !planned.has(task))
    .map(([task]) => task);
}
