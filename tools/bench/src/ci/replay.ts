import { join } from 'node:path';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, nxCall, resetTo, type Workspace } from '../workspaces/workspace.ts';
import type { CiPlan } from './our-ci.ts';
import { planFile, planSince } from './plan-of.ts';

/** What CI would have done for commits that were made. */
export interface Replay {
  readonly plans: readonly CiPlan[];
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
  const missed: string[] = [];
  let before: ReadonlyMap<string, string> = new Map();
  for (const [index, commit] of commits.entries()) {
    await resetTo(bench, workspace, commit);
    const keys = await keysOf(bench, workspace);
    if (index > 0) {
      const { plan, tasks } = await planSince(bench, workspace, `${commit}~1`);
      plans.push(plan);
      missed.push(...missing(before, keys, tasks).map((task) => `${commit.slice(0, 7)} ${task}`));
    }
    before = keys;
    if (index % 10 === 9) bench.tell(`  replayed ${index} of ${count} commits\n`);
  }
  await resetTo(bench, workspace, commits.at(-1) ?? 'HEAD');
  return { plans, missed };
}

/** The tasks whose keys differ, or that are new, and that are not planned. */
export function missing(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  planned: ReadonlySet<string>,
): readonly string[] {
  return [...now]
    .filter(([task, key]) => before.get(task) !== key && !planned.has(task))
    .map(([task]) => task);
}

/** The keys of all tasks as they are checked out. */
async function keysOf(bench: Bench, workspace: Workspace): Promise<ReadonlyMap<string, string>> {
  const plan = await planFile(bench, workspace, ['run-many']);
  const program = join(bench.root, 'tools/nx-python/src/explaining/main.ts');
  const call = nxCall(workspace, []);
  const [node] = call.argv;
  const rows: unknown = JSON.parse(
    await succeed({ ...call, argv: [node, program, plan] }, bench.signal),
  );
  if (!Array.isArray(rows)) throw new BenchProblem('NOTHING_CHECKED', 'there are no keys');
  return new Map(
    rows.map((row) => {
      const { task, key } = row as { readonly task: string; readonly key: string };
      return [task, key] as const;
    }),
  );
}
