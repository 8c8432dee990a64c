import { strict as assert } from 'node:assert';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt, send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { startBucket } from '../gateway.ts';
import { bytesOf } from '../store-contract.ts';
import type { Torture } from './torture.ts';

const SIZE = 20_000_000;

/** Kills the service behind a server while entries come and go: each is whole or a miss, and no build fails. */
export const stopTheBucket: Torture = async ({ count, folder, tell }) => {
  const gateway = await startBucket();
  const token = await tokenFor(folder, permissionsOf.trusted);
  const server = await CacheProcess.start(folder, gateway.variables);
  const seen = { whole: 0, missed: 0, refused: 0, stored: 0 };
  try {
    for (let round = 1; round <= count; round += 1) {
      const body = bytesOf(SIZE, round);
      const hash = String(round);
      await until(async () => (await send(server.address, token, hash, body)) !== 403);
      const reading = bodyAt(server.address, token, hash);
      const sending = send(server.address, token, `new-${round}`, body);
      await gateway.kill();
      const [found, status] = await Promise.all([reading, sending]);
      assert.ok(found === undefined || found.equals(body), 'what is read is whole or a miss');
      assert.ok(status === 200 || status === 403, `what is sent is answered with ${status}`);
      seen[found === undefined ? 'missed' : 'whole'] += 1;
      seen[status === 200 ? 'stored' : 'refused'] += 1;
      // While it is away builds are told nothing that they would fail for.
      assert.equal(await bodyAt(server.address, token, hash), undefined);
      assert.equal(await send(server.address, token, `away-${round}`, bytesOf(10)), 403);
      await gateway.restart();
      tell(`stopped ${round} of ${count} times\n`);
    }
    await until(async () => (await bodyAt(server.address, token, '1')) !== undefined);
  } finally {
    await server.end('SIGTERM');
    await gateway.stop();
  }
  const parts = Object.entries(seen).map(([what, times]) => `${times} ${what}`);
  return `the bucket stopped ${count} times in mid-stream: ${parts.join(', ')}, nothing torn, and used again afterwards`;
};

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
}
