import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { permissionsOf } from '../../access/scope.ts';
import { fileOf, folderOf, placesIn } from '../../storage/folder/places.ts';
import type { EntryKey } from '../../storage/store.ts';
import { trailerOf } from '../../storage/trailer.ts';
import { bodyAt } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import type { Torture } from './torture.ts';

const PAUSE_MS = 50;

/** Starts a server on a folder of so many entries: it answers before it has looked at all of them, and then knows all. */
export const startWithMany: Torture = async ({ count, folder, tell }) => {
  fill(folder, count, tell);
  const token = await tokenFor(folder, permissionsOf.trusted);
  const begun = performance.now();
  const server = await CacheProcess.start(folder);
  try {
    const last = await bodyAt(server.address, token, String(count));
    const answered = seconds(begun);
    assert.deepEqual(last, bodyOf(count));
    while ((await entriesOf(server.address)) < count) await wait(PAUSE_MS);
    const known = seconds(begun);
    assert.equal(await entriesOf(server.address), count);
    return `${count} entries: the last was given after ${answered} s, all were known after ${known} s, start of the process included`;
  } finally {
    await server.end('SIGTERM');
  }
};

function fill(folder: string, count: number, tell: (text: string) => void): void {
  const places = placesIn(folder);
  const made = new Set<string>();
  for (let number = 1; number <= count; number += 1) {
    const key: EntryKey = { scope: 'trusted', hash: String(number) };
    const own = folderOf(places, key);
    if (!made.has(own)) mkdirSync(own, { recursive: true, mode: 0o700 });
    made.add(own);
    const body = bodyOf(number);
    const trailer = trailerOf({ size: body.length, checksum: crc32(body) });
    writeFileSync(fileOf(places, key), Buffer.concat([body, trailer]), { mode: 0o600 });
    if (number % 100_000 === 0) tell(`made ${number} of ${count} entries\n`);
  }
}

function bodyOf(number: number): Buffer {
  return Buffer.from(`entry ${number}`);
}

async function entriesOf(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^modax_cache_entries (?<count>\d+)$/m.exec(metrics)?.groups?.['count']);
}

function seconds(begun: number): string {
  return ((performance.now() - begun) / 1000).toFixed(1);
}
