import { performance } from 'node:perf_hooks';
import { Agent, request } from 'node:http';
import { BenchProblem } from '../bench-problem.ts';
import type { CacheServer } from './server.ts';

const RATE = 500;
const SECONDS = 2;

/**
 * Milliseconds in which requests are answered that come at a fixed rate, each counted from when it was to be sent: a
 * server that stops for a while cannot hide it.
 */
export async function waitsAtFixedRate(
  server: CacheServer,
  path: string,
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const begun = performance.now();
  const waits: Promise<number>[] = [];
  for (let count = 0; count < RATE * SECONDS; count += 1) {
    const due = begun + (count / RATE) * 1000;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    // A timer may end before its time.
    const start = Math.min(due, performance.now());
    const wait = answered(server, path, agent).then(() => performance.now() - start);
    // Told below, with all others.
    wait.catch(() => undefined);
    waits.push(wait);
  }
  const all = await Promise.all(waits);
  agent.destroy();
  return all;
}

/** In how long 99 of 100 were answered: the nearest rank, so of a hundred waits the 99th and not the longest. */
export function ninetyNinthOfHundred(waits: readonly number[]): number {
  const sorted = waits.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN;
}

function answered(server: CacheServer, path: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = server.authorization === '' ? {} : { Authorization: server.authorization };
    request(`${server.address}${path}`, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new BenchProblem('MEASURED_COMMAND_FAILED', `${server.title} has no ${path}`));
      });
    })
      .once('error', reject)
      .end();
  });
}
