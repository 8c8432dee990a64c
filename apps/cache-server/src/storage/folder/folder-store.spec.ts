import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  bytesIn,
  bytesOf,
  KEY,
  store,
  storeContract,
  stored,
} from '../../testing/store-contract.ts';
import type { EntryKey } from '../store.ts';
import { setAside } from './folder-entries.ts';
import { type FolderEvent, type FolderLimits, FolderStore } from './folder-store.ts';
import { fileOf, placesIn } from './places.ts';

const WIDE: FolderLimits = { bytes: 2e12, untrustedBytes: 1e12, age: 1e12 };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-cache-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

interface Opened {
  readonly cache: FolderStore;
  readonly folder: string;
  readonly events: FolderEvent[];
  readonly clock: { now: number };
}

async function opened(limits: FolderLimits = WIDE, folder = temporaryFolder()): Promise<Opened> {
  const events: FolderEvent[] = [];
  const clock = { now: 1_700_000_000_000 };
  const cache = await FolderStore.open(folder, limits, {
    now: () => clock.now,
    observe: (event) => events.push(event),
  });
  onTestFinished(() => cache.close());
  await cache.recovered;
  return { cache, folder, events, clock };
}

const entry = (number: number, scope: EntryKey['scope'] = 'trusted'): EntryKey => ({
  scope,
  hash: String(number),
});

const cutTo =
  (rest: (size: number) => number) =>
  (file: string): void => {
    truncateSync(file, rest(statSync(file).size));
  };

storeContract('a folder', async () => (await opened()).cache);

describe('an entry whose bytes are no longer those that were written', () => {
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    [
      'a bit of the body is flipped',
      (file) => {
        const bytes = readFileSync(file);
        bytes[100] = (bytes[100] ?? 0) ^ 4;
        writeFileSync(file, bytes);
      },
    ],
    [
      'a bit of the trailer is flipped',
      (file) => {
        const bytes = readFileSync(file);
        const at = bytes.length - 6;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
    ['its end is cut off', cutTo(() => 1000)],
    ['a byte is cut off', cutTo((size) => size - 1)],
    ['it is empty', cutTo(() => 0)],
    [
      'something is appended',
      (file) => {
        appendFileSync(file, 'more');
      },
    ],
  ];

  test.each(damages)('is a miss, and set aside: %s', async (_, damage) => {
    const { cache, folder } = await opened();
    const bytes = bytesOf(300_000);
    await store(cache, KEY, bytes);
    damage(fileOf(placesIn(folder), KEY));
    const again = await opened(WIDE, folder);
    expect(await stored(again.cache, KEY)).toBeUndefined();
    expect(again.events).toEqual(['damaged']);
    expect(readdirSync(placesIn(folder).quarantine)).toEqual([`trusted-${KEY.hash}`]);
    expect(again.cache.index.entries).toBe(0);
    // And it can be stored again.
    expect(await store(again.cache, KEY, bytes)).toBe('stored');
    expect((await stored(again.cache, KEY))?.equals(bytes)).toBe(true);
  });
});

test('a new file under the name of one that was damaged is not set aside for it', async () => {
  const { cache, folder } = await opened();
  const places = placesIn(folder);
  await store(cache, KEY, bytesOf(1000));
  const file = fileOf(places, KEY);
  const old = statSync(file);
  rmSync(file);
  await store(cache, KEY, bytesOf(1000, 2));
  setAside(places, KEY, old);
  expect(await stored(cache, KEY)).toEqual(bytesOf(1000, 2));
});

describe('an entry that rots while its file is open', () => {
  test.each([1000, 300_000])('of %i bytes is a miss, where each read is compared', async (size) => {
    const { cache, folder, events } = await opened({ ...WIDE, verifiesReads: true });
    const bytes = bytesOf(size);
    await store(cache, KEY, bytes);
    expect((await stored(cache, KEY))?.equals(bytes)).toBe(true);
    const file = fileOf(placesIn(folder), KEY);
    const rotten = readFileSync(file);
    rotten[7] = (rotten[7] ?? 0) ^ 1;
    writeFileSync(file, rotten);
    expect(await stored(cache, KEY)).toBeUndefined();
    expect(events).toEqual(['damaged']);
  });

  test('is a miss from then on, where its reader finds it shorter', async () => {
    const { cache, folder, events } = await opened();
    await store(cache, KEY, bytesOf(600_000));
    await stored(cache, KEY);
    truncateSync(fileOf(placesIn(folder), KEY), 300_000);
    await expect(stored(cache, KEY)).rejects.toThrow('cannot be read any more');
    expect(events).toEqual(['damaged']);
    expect(await stored(cache, KEY)).toBeUndefined();
  });

  test('is found by a check, and read no more', async () => {
    const { cache, folder, events } = await opened();
    await store(cache, KEY, bytesOf(1000));
    await stored(cache, KEY);
    truncateSync(fileOf(placesIn(folder), KEY), 500);
    expect(await cache.check(KEY)).toBe('damaged');
    expect(events).toEqual(['damaged']);
    expect(await cache.check(KEY)).toBe('missing');
    expect(await stored(cache, KEY)).toBeUndefined();
  });
});

describe('what is above the limits', () => {
  const limits: FolderLimits = { ...WIDE, bytes: 4 * 1024, untrustedBytes: 1024 };

  test('goes, the entry first that was not used for longest', async () => {
    const { cache, events, clock } = await opened(limits);
    for (const number of [1, 2]) await store(cache, entry(number), bytesOf(1000));
    clock.now += 2000;
    await stored(cache, entry(1));
    await store(cache, entry(3), bytesOf(1000));
    expect(events).toEqual([]);
    await store(cache, entry(4), bytesOf(1000));
    expect(events).toEqual(['evicted']);
    expect(await stored(cache, entry(2))).toBeUndefined();
    for (const number of [1, 3, 4]) expect(await stored(cache, entry(number))).toBeDefined();
    expect(cache.index.bytes).toBe(3 * 1024);
  });

  test('of pull requests goes, and nothing of main for it, nor the other way round', async () => {
    const { cache } = await opened(limits);
    for (const number of [1, 2, 3]) await store(cache, entry(number), bytesOf(1000));
    for (const number of [2, 3, 4, 5]) await store(cache, entry(number, 'pr-7'), bytesOf(1000));
    for (const number of [1, 2, 3]) expect(await stored(cache, entry(number))).toBeDefined();
    await store(cache, entry(4), bytesOf(1000));
    expect(cache.index.untrustedBytes).toBe(1024);
    expect(await stored(cache, entry(5, 'pr-7'))).toBeDefined();
  });

  test('stays while it is read', async () => {
    const { cache } = await opened({ ...limits, bytes: 700_000 });
    const bytes = bytesOf(600_000);
    await store(cache, entry(1), bytes);
    const reading = await cache.read(entry(1));
    await store(cache, entry(2), bytesOf(600_000));
    expect(await cache.has(entry(1))).toBe(true);
    expect(await cache.has(entry(2))).toBe(false);
    if (reading === undefined) throw new Error('it is gone');
    expect((await bytesIn(reading.body)).equals(bytes)).toBe(true);
  });

  test('goes when it was not used for too long', async () => {
    const { cache, clock } = await opened({ ...WIDE, age: 1000 });
    await store(cache, entry(1), bytesOf(10));
    clock.now += 1001;
    await store(cache, entry(2), bytesOf(10));
    expect(await cache.has(entry(1))).toBe(false);
    expect(await cache.has(entry(2))).toBe(true);
  });
});

describe('a store that is opened again', () => {
  test('knows that an entry which is read all the time is used', async () => {
    const { cache, folder, clock } = await opened();
    const begun = Date.now();
    clock.now = begun;
    await store(cache, entry(1), bytesOf(1000));
    for (const hours of [1, 2]) {
      for (let times = 0; times < 2; times += 1) {
        clock.now += 30 * 60_000;
        await stored(cache, entry(1));
      }
      // Awaited each time: two changes of a file's time that begin together end in any order.
      await expect
        .poll(() => statSync(fileOf(placesIn(folder), entry(1))).mtimeMs, { timeout: 60_000 })
        .toBeGreaterThan(begun + (hours * 60 - 1) * 60_000);
    }
  });

  test('has what it had, and knows which was used last', async () => {
    const { cache, folder, clock } = await opened();
    for (const number of [1, 2]) await store(cache, entry(number), bytesOf(1000));
    // Later than its file was made, by more than what the file tells exactly.
    clock.now = Date.now() + 2 * 60 * 60_000;
    await stored(cache, entry(1));
    await expect
      .poll(() => statSync(fileOf(placesIn(folder), entry(1))).mtimeMs, { timeout: 60_000 })
      .toBeGreaterThan(Date.now() + 60 * 60_000);
    const again = await opened({ ...WIDE, bytes: 1024, untrustedBytes: 0 }, folder);
    expect(await stored(again.cache, entry(1))).toEqual(bytesOf(1000));
    expect(await stored(again.cache, entry(2))).toBeUndefined();
  });

  test('holds nothing of what was being written', async () => {
    const { folder } = await opened();
    writeFileSync(join(placesIn(folder).incoming, 'half'), 'of an entry');
    await opened(WIDE, folder);
    expect(readdirSync(placesIn(folder).incoming)).toEqual([]);
  });

  test('leaves alone what it has not made', async () => {
    const { folder } = await opened();
    const stranger = join(placesIn(folder).entries, 'notes.txt');
    writeFileSync(stranger, 'of a person');
    expect((await opened(WIDE, folder)).cache.index.entries).toBe(0);
    expect(existsSync(stranger)).toBe(true);
  });
});
