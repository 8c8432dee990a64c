import { strict as assert } from 'node:assert';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt, send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { startBucket } from '../gateway.ts';
import { bytesOf } from '../store-contract.ts';
import type { Surroundings, Torture } from './torture.ts';

const WRITERS = 32;
const SIZES = [200, 20_000, 400_000] as const;

/** Many send the same entry at the same time to one server: one is told that it has stored it, and that is served. */
export const raceInFolder: Torture = async (surroundings) => {
  const server = await CacheProcess.start(surroundings.folder);
  try {
    return await race('one folder', [server], surroundings);
  } finally {
    await server.end('SIGTERM');
  }
};

/** The same with two servers that share a bucket. */
export const raceInBucket: Torture = async (surroundings) => {
  const gateway = await startBucket();
  const servers: CacheProcess[] = [];
  try {
    for (let place = 0; place < 2; place += 1) {
      servers.push(await CacheProcess.start(surroundings.folder, gateway.variables));
    }
    return await race('two servers with one bucket', servers, surroundings);
  } finally {
    for (const server of servers) await server.end('SIGTERM');
    await gateway.stop();
  }
};

async function race(
  where: string,
  servers: readonly CacheProcess[],
  { count, random, folder, tell }: Surroundings,
): Promise<string> {
  const token = await tokenFor(folder, permissionsOf.trusted);
  await known(servers, token);
  for (let round = 1; round <= count; round += 1) {
    const size = random.of(SIZES);
    const bodies = Array.from({ length: WRITERS }, (_, place) =>
      bytesOf(size, round * WRITERS + place),
    );
    const statuses = await Promise.all(
      bodies.map((body, place) => send(addressOf(servers, place), token, `race-${round}`, body)),
    );
    const winners = statuses.flatMap((status, place) => (status === 200 ? [place] : []));
    assert.equal(winners.length, 1, `${winners.length} have stored race-${round}`);
    assert.equal(statuses.filter((status) => status === 409).length, WRITERS - 1);
    for (const { address } of servers) {
      const found = await bodyAt(address, token, `race-${round}`);
      assert.ok(found?.equals(bodies[winners[0] ?? -1] ?? Buffer.alloc(0)), 'the winner is served');
    }
    if (round % 20 === 0) tell(`raced ${round} of ${count} times\n`);
  }
  return `${WRITERS} writers, ${count} times, ${where}: one has stored it each time`;
}

function addressOf(servers: readonly CacheProcess[], place: number): string {
  return servers[place % servers.length]?.address ?? '';
}

/** A token is known to a server that runs some moments after it was made. */
async function known(servers: readonly CacheProcess[], token: string): Promise<void> {
  for (const { address } of servers) {
    while ((await send(address, token, 'first', bytesOf(1))) === 401);
  }
}
