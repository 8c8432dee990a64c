import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Random } from '../random.ts';
import { bytesOf, store } from '../store-contract.ts';
import { FolderStore, type FolderEvent } from '../../storage/folder/folder-store.ts';
import { fileOf, placesIn } from '../../storage/folder/places.ts';
import type { EntryKey } from '../../storage/store.ts';
import type { Torture } from './torture.ts';

const DAMAGES = ['flip', 'truncate', 'lengthen', 'empty'] as const;
const SIZES = [1, 5000, 262_144, 400_000] as const;
const LIMITS = { bytes: 2e12, untrustedBytes: 1e12, age: 1e12 };

/** Damages files of entries in ways of disks: nobody is given what is left, and it can be stored anew. */
export const damageFiles: Torture = async ({ count, random, folder, tell }) => {
  const events: FolderEvent[] = [];
  const places = placesIn(folder);
  const open = (): Promise<FolderStore> =>
    FolderStore.open(folder, LIMITS, {
      now: Date.now,
      observe: (event) => events.push(event),
    });
  const kinds: Record<string, number> = {};
  let store_ = await open();
  for (let round = 1; round <= count; round += 1) {
    const key: EntryKey = { scope: 'trusted', hash: String(round) };
    const bytes = bytesOf(random.of(SIZES), round);
    await store(store_, key, bytes);
    await store_.close();
    const kind = damage(fileOf(places, key), random);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    store_ = await open();
    assert.equal(await store_.read(key), undefined, `${kind} of ${bytes.length} bytes was served`);
    assert.ok(existsSync(`${places.quarantine}/trusted-${round}`), 'it is kept aside');
    assert.equal(events.filter((event) => event === 'damaged').length, round, 'it is counted');
    assert.equal(await store(store_, key, bytes), 'stored');
    if (round % 100 === 0) tell(`damaged ${round} of ${count} files\n`);
  }
  await store_.close();
  const parts = Object.entries(kinds).map(([kind, times]) => `${kind} ${times}`);
  return `damaged ${count} files (${parts.join(', ')}): each a miss, counted, kept aside`;
};

function damage(file: string, random: Random): string {
  const bytes = readFileSync(file);
  const kind = random.of(DAMAGES);
  switch (kind) {
    case 'flip': {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      writeFileSync(file, bytes);
      break;
    }
    case 'truncate':
      truncateSync(file, random.below(bytes.length));
      break;
    case 'lengthen':
      writeFileSync(file, Buffer.concat([bytes, bytesOf(1 + random.below(100))]));
      break;
    case 'empty':
      truncateSync(file, 0);
      break;
  }
  return kind;
}
