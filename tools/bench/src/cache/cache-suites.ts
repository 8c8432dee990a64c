import type { Suite } from '../report/suite.ts';
import { type Costs, measureInTurn } from '../measuring/rounds.ts';
import { type RowPlan, rowsOf } from '../measuring/rows.ts';
import { type Cost, costOf } from '../measuring/stopwatch.ts';
import { OWN_LAYERS } from '../workspaces/own-layers.ts';
import type { Bench, Workspace } from '../workspaces/workspace.ts';
import { waitsAtFixedRate } from './fixed-rate.ts';
import { fixedRateSuite } from './fixed-rate-suite.ts';
import { costOfLoad, type Load } from './load.ts';
import { type CacheServer, type ServerPlan, startServer } from './server.ts';
import { BASE, nginxPlan, ownPlan, turborepoPlan } from './server-plans.ts';
import { WARM_CHECK_ROWS, warmCheckCases } from './warm-check.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const LOADS: readonly Load[] = [
  { id: 'get-4k', title: 'GET of 4 KiB', method: 'GET', size: 4 * KIB },
  { id: 'get-256k', title: 'GET of 256 KiB', method: 'GET', size: 256 * KIB },
  { id: 'get-10m', title: 'GET of 10 MiB', method: 'GET', size: 10 * MIB },
  { id: 'put-4k', title: 'PUT of 4 KiB', method: 'PUT', size: 4 * KIB },
  { id: 'put-256k', title: 'PUT of 256 KiB', method: 'PUT', size: 256 * KIB },
];

/** Shares of what nginx does in the same time, and of its CPU, that were agreed on. */
const ASKED: Readonly<Record<string, RowPlan['asked']>> = {
  'ours get-4k': { wall: 1 / 0.5, cpu: 2 },
  'ours get-256k': { wall: 1 / 0.8, cpu: 1.35 },
  'ours get-10m': { wall: 1 / 0.95 },
  'ours put-256k': { wall: 1 / 0.6 },
  'ours-reading get-4k': { wall: 1 / 0.45 },
  'ours-reading get-256k': { wall: 1 / 0.45 },
  'ours-reading get-10m': { wall: 1 / 0.6 },
};

/** For each round of the others: servers take turns often, or what else a machine does would be counted for one alone. */
const FIXED_RATE_ROUNDS = 5;

/** Caches under the same loads, each asked in turn, and a check that somebody has made before. */
export async function* cacheSuites(
  bench: Bench,
  workspace: Workspace,
  rounds: number,
  waitsOf = waitsAtFixedRate,
): AsyncGenerator<Suite> {
  const plans = [
    await nginxPlan(bench),
    await ownPlan(bench, workspace, 'opening'),
    await ownPlan(bench, workspace, 'reading'),
    await turborepoPlan(bench, workspace),
  ];
  const servers: CacheServer[] = [];
  try {
    for (const plan of plans) servers.push(await startServer(plan, bench.folder));
    yield await loadSuite(bench, servers, rounds);
    yield await fixedRateSuite(bench, servers, rounds * FIXED_RATE_ROUNDS, waitsOf);
    const own = servers.find(({ id }) => id === 'ours');
    if (own !== undefined) yield await warmCheckSuite(bench, workspace, own, rounds);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function warmCheckSuite(
  bench: Bench,
  workspace: Workspace,
  server: CacheServer,
  rounds: number,
): Promise<Suite> {
  const cases = await warmCheckCases(bench, workspace, server);
  const { signal, tell } = bench;
  const costs = await measureInTurn(cases, rounds, {
    costOf: (call) => costOf(call, signal),
    tell,
  });
  const size = OWN_LAYERS.names.length;
  const title = `a check of ${size} Python projects that somebody has made before`;
  return { id: 'cache-check', title, size, rounds, rows: rowsOf(WARM_CHECK_ROWS, costs) };
}

async function loadSuite(
  bench: Bench,
  servers: readonly CacheServer[],
  rounds: number,
): Promise<Suite> {
  const costs = new Map<string, Cost[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const load of LOADS) {
      for (const server of servers) {
        const id = idOf(server, load);
        const cost = await costOfLoad(server, load, bench);
        costs.set(id, [...(costs.get(id) ?? []), cost]);
        bench.tell(
          `  round ${round}/${rounds}  ${load.title}, ${server.title}: ${Math.round(1000 / cost.wallSeconds)} a second\n`,
        );
      }
    }
  }
  return {
    id: 'cache',
    title: `remote caches, the cost of 1000 requests`,
    size: 1,
    rounds,
    rows: rowsOf(rowPlans(servers), Object.fromEntries(costs) satisfies Costs),
  };
}

function idOf({ id }: Pick<ServerPlan, 'id'>, load: Load): string {
  return `${id} ${load.id}`;
}

function rowPlans(servers: readonly CacheServer[]): readonly RowPlan[] {
  return LOADS.flatMap((load) =>
    servers.map((server) => {
      const id = idOf(server, load);
      const asked = ASKED[id];
      return {
        id,
        title: `${load.title}, ${server.title}`,
        measure: idOf({ id: BASE }, load),
        ...(asked === undefined ? {} : { asked }),
      };
    }),
  );
}
