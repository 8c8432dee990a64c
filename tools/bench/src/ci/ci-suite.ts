import { type Costs, measureInTurn } from '../measuring/rounds.ts';
import type { Row } from '../measuring/rows.ts';
import { costOf as costOfCall } from '../measuring/stopwatch.ts';
import type { Suite } from '../report/suite.ts';
import { startBuilder } from '../workspaces/builder.ts';
import { type Bench, commitOf, resetTo, type Workspace } from '../workspaces/workspace.ts';
import { CHANGES, commitChange } from './changes.ts';
import { type CiCost, costOf } from './cost.ts';
import { documentCi } from './document-ci.ts';
import { entriesOf, keptIn, keysOf } from './keys.ts';
import { type CiPlan, ourCi, type OurParts } from './our-ci.ts';
import { documentParts, ourParts, partCases } from './part-cases.ts';
import { planOfEverything, planSince } from './plan-of.ts';
import { missing, replay } from './replay.ts';

const COMMITS = 50;
const MEAN_ASKED = 0.1;

/**
 * What CI costs for a push, beside the document's workflows, which do the same for every push. What jobs are put together
 * of is measured here; how long our steps take is what was recorded of a run without a cache. The remote cache has what
 * was on main before.
 */
export async function ciSuite(bench: Bench, workspace: Workspace, rounds: number): Promise<Suite> {
  const start = await commitOf(bench);
  bench.tell('starting a builder\n');
  const builder = await startBuilder(bench, workspace);
  let costs;
  try {
    costs = await measureInTurn(partCases(bench, builder), rounds, {
      costOf: (call) => costOfCall(call, bench.signal),
      tell: bench.tell,
    });
  } finally {
    await builder.stop();
  }
  return { ...(await pushSuite(bench, workspace, { start, costs })), rounds };
}

/** What pushes cost, from what the parts of jobs have cost. */
export async function pushSuite(
  bench: Bench,
  workspace: Workspace,
  { start, costs }: { readonly start: string; readonly costs: Costs },
): Promise<Omit<Suite, 'rounds'>> {
  const document = costOf(documentCi(documentParts(costs)));
  const parts = ourParts(costs);
  const everything = costOf(ourCi(await planOfEverything(bench, workspace), parts));
  const rows = [
    rowOf({ id: 'document', title: "the document's, for every push" }, document, document),
    rowOf({ id: 'everything', title: 'ours, if it did everything' }, everything, document),
  ];
  const before = await keysOf(bench, workspace);
  const cache = new Set(entriesOf(before));
  const missed: string[] = [];
  for (const change of CHANGES) {
    await resetTo(bench, workspace, start);
    await commitChange(bench, workspace, change);
    const keys = await keysOf(bench, workspace);
    const { plan, tasks } = await planSince(bench, workspace, 'HEAD~1', keptIn(cache, keys));
    missed.push(...missing(before, keys, tasks).map((task) => `${change.title}: ${task}`));
    rows.push(rowOf(change, costOf(ourCi(plan, parts)), document));
  }
  await resetTo(bench, workspace, start);
  const { plans, plansWithoutCache, keyless, ...replayed } = await replay(
    bench,
    workspace,
    COMMITS,
  );
  missed.push(...replayed.missed);
  const title = `mean of ${plans.length} of the last ${plans.length + keyless} commits`;
  const asked = MEAN_ASKED;
  const without = { id: 'mean-without-cache', title: `${title}, without a remote cache`, asked };
  rows.push(
    rowOf({ id: 'mean', title, asked }, meanOf(plans, parts), document),
    rowOf(without, meanOf(plansWithoutCache, parts), document),
  );
  for (const task of missed) bench.tell(`missed: ${task}\n`);
  return {
    ...{ id: 'ci', size: plans.length, rows },
    title: `CI of a push; ${missed.length} tasks missed in ${CHANGES.length} changes and ${plans.length} commits, asked 0`,
    headings: { wall: 'critical path', cpu: 'machine' },
  };
}

/** What a push costs in the middle. */
export function meanOf(plans: readonly CiPlan[], parts: OurParts): CiCost {
  const costs = plans.map((plan) => costOf(ourCi(plan, parts)));
  const mean = (of: (cost: CiCost) => number): number =>
    costs.reduce((sum, cost) => sum + of(cost), 0) / Math.max(1, costs.length);
  return {
    machineSeconds: mean((cost) => cost.machineSeconds),
    criticalSeconds: mean((cost) => cost.criticalSeconds),
  };
}

/** A line of the table: machine seconds count, beside those of the document. */
export function rowOf(
  { id, title, asked }: { readonly id: string; readonly title: string; readonly asked?: number },
  cost: CiCost,
  document: CiCost,
): Row {
  const cpuRatio = cost.machineSeconds / document.machineSeconds;
  return {
    id,
    title,
    cost: { wallSeconds: cost.criticalSeconds, cpuSeconds: cost.machineSeconds },
    wallRatio: cost.criticalSeconds / document.criticalSeconds,
    cpuRatio,
    asked: asked === undefined ? {} : { cpu: asked },
    isReached: asked === undefined ? undefined : cpuRatio <= asked,
    rounds: [],
  };
}
