import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { bytesOf } from '../store-contract.ts';
import type { Torture } from './torture.ts';

const SIZE = 600_000;

/** Ends a server in an orderly way in the midst of uploads: they end well, and are there when it starts again. */
export const endInMidUpload: Torture = async ({ count, folder }) => {
  const token = await tokenFor(folder, permissionsOf.trusted);
  for (let round = 1; round <= count; round += 1) {
    const server = await CacheProcess.start(folder);
    const body = bytesOf(SIZE, round);
    const sending = request(`${server.address}/v1/cache/${round}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Length': SIZE },
    });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    // The server has it when the first half was taken.
    await new Promise((resolve) => sending.write(body.subarray(0, SIZE / 2), resolve));
    await begun(server.address);
    const ended = server.end('SIGTERM');
    await refusesOthers(server.address);
    sending.end(body.subarray(SIZE / 2));
    const [response] = await answered;
    response.resume();
    assert.equal(response.statusCode, 200);
    assert.equal(await ended, 0);
    const again = await CacheProcess.start(folder);
    assert.ok((await bodyAt(again.address, token, String(round)))?.equals(body));
    await again.end('SIGTERM');
  }
  return `ended ${count} times in mid-upload: each was stored, the exit code was 0`;
};

async function begun(address: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${address}/metrics`)).text();
    if (metrics.includes('modax_cache_requests_running 1')) return;
  }
}

/** A server that ends takes no new connections. */
async function refusesOthers(address: string): Promise<void> {
  for (;;) {
    const outcome = await fetch(`${address}/health`, { headers: { Connection: 'close' } }).then(
      async (response) => {
        await response.text();
        return 'answered';
      },
      () => 'refused',
    );
    if (outcome === 'refused') return;
  }
}
