import { median, rowsOf } from '../measuring/rows.ts';
import type { Cost } from '../measuring/stopwatch.ts';
import type { Suite } from '../report/suite.ts';
import type { Bench } from '../workspaces/workspace.ts';
import { ninetyNinthOfHundred, waitsAtFixedRate } from './fixed-rate.ts';
import { entryName } from './load.ts';
import type { CacheServer } from './server.ts';
import { BASE } from './server-plans.ts';

/** Bytes. */
const SIZE = 4096;
const NINETY_NINTH_RATIO = 1.5;

/**
 * Reads an entry that the load of {@link SIZE} has left. In how long 99 of 100 are answered at a fixed rate stands in the first column, and in how long half are in the other.
 * All waits of all rounds count together: a server that stops in one round of many would not be seen in the median of
 * rounds.
 */
export async function fixedRateSuite(
  { tell }: Pick<Bench, 'tell'>,
  servers: readonly CacheServer[],
  rounds: number,
  waitsOf = waitsAtFixedRate,
): Promise<Suite> {
  const waits = new Map<string, (readonly number[])[]>(servers.map(({ id }) => [id, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const server of servers) {
      const ofRound = await waitsOf(server, server.pathOf(entryName(SIZE, 0)));
      waits.get(server.id)?.push(ofRound);
      const milliseconds = ninetyNinthOfHundred(ofRound).toFixed(2);
      tell(`  round ${round}/${rounds}  ${server.title}: ${milliseconds} ms\n`);
    }
  }
  const costs = Object.fromEntries(
    [...waits].map(([id, ofRounds]) => [id, ofRounds.map(costOfWaits)]),
  );
  const plans = servers.map(({ id, title }) => ({
    id,
    title,
    measure: BASE,
    ...(id === 'ours' ? { asked: { wall: NINETY_NINTH_RATIO } } : {}),
  }));
  return {
    id: 'cache-rate',
    title: 'in how long 99 of 100 are answered, 500 GETs of 4 KiB a second',
    size: 1,
    rounds,
    summary: 'pooled',
    headings: { wall: '99 of 100', cpu: 'half' },
    rows: rowsOf(plans, costs, (id) => costOfWaits((waits.get(id) ?? []).flat())),
  };
}

function costOfWaits(waits: readonly number[]): Cost {
  return {
    wallSeconds: ninetyNinthOfHundred(waits) / 1000,
    cpuSeconds: median(waits) / 1000,
  };
}
