import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt, send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { bytesOf } from '../store-contract.ts';
import { CannotHere, type Torture } from './torture.ts';

const MIB = 1024 * 1024;
const DISK_MIB = 16;

/** Fills the disk of a server: what does not fit is refused in a way that builds go on with, and the rest is served. */
export const fillTheDisk: Torture = async ({ count, random, folder }) => {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder]);
  if (mounted.status !== 0) throw new CannotHere('a small disk needs the right to mount one');
  try {
    const token = await tokenFor(folder, permissionsOf.trusted);
    const server = await CacheProcess.start(folder);
    const statuses: Record<number, number> = {};
    const stored: { readonly hash: string; readonly body: Buffer }[] = [];
    for (let round = 0; round < count; round += 1) {
      const hash = String(round);
      const body = bytesOf(1 + random.below(2 * MIB), round);
      const status = await send(server.address, token, hash, body);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 200) stored.push({ hash, body });
    }
    assert.deepEqual(Object.keys(statuses), ['200', '403'], 'nothing else is answered');
    for (const { hash, body } of stored) {
      assert.ok((await bodyAt(server.address, token, hash))?.equals(body), `${hash} is served`);
    }
    assert.deepEqual(readdirSync(`${folder}/incoming`), [], 'nothing half written stays');
    assert.equal(await server.end('SIGTERM'), 0);
    return `a disk of ${DISK_MIB} MiB: ${stored.length} stored and served, ${statuses[403]} refused`;
  } finally {
    spawnSync('umount', [folder]);
  }
};
