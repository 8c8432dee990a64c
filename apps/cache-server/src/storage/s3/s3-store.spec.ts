import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Bucket, settingsIn } from '../../settings.ts';
import { startBucket } from '../../testing/gateway.ts';
import { bytesOf, KEY, store, storeContract, stored } from '../../testing/store-contract.ts';
import { objectKey, quarantineKey } from './object-key.ts';
import { Objects } from './objects.ts';
import { S3Entries } from './s3-entries.ts';
import { S3Store } from './s3-store.ts';

const gateway = await startBucket();
let events: string[] = [];
let count = 0;

afterAll(() => gateway.stop());
beforeAll(() => {
  Object.assign(process.env, gateway.variables);
});

const soon = (): AbortSignal => AbortSignal.timeout(5000);

/** Each test has a part of the bucket to itself. */
function bucket(): Bucket {
  count += 1;
  const variables = { ...gateway.variables, CACHE_S3_PREFIX: `test-${count}/` };
  const { bucket: known } = settingsIn(variables, '/');
  if (known === undefined) throw new Error('there is no bucket');
  return known;
}

function storeIn(where: Bucket, now: () => number = () => 0): S3Store {
  events = [];
  const surroundings = {
    folder: tmpdir(),
    now,
    observe: (event: string) => events.push(event),
  };
  const opened = new S3Store(new Objects(where), where.prefix, surroundings);
  onTestFinished(() => opened.close());
  return opened;
}

describe('with a service', () => {
  storeContract('a bucket', () => Promise.resolve(storeIn(bucket())));

  test.each([10, 2_000_000])(
    'a damaged object of %i bytes is a miss and set aside',
    async (size) => {
      const where = bucket();
      const to = storeIn(where);
      const key = objectKey(where.prefix, KEY);
      await store(to, KEY, bytesOf(size));
      const objects = new Objects(where);
      onTestFinished(() => {
        objects.close();
      });
      const found = await objects.get(key, 5000);
      const bytes = await buffer(found?.body ?? Readable.from([]));
      bytes[3] = (bytes[3] ?? 0) ^ 4;
      await objects.remove(key);
      const sent = { bytes: bytes.length, checksum: crc32(bytes), body: bytes };
      expect(await objects.create(key, sent, soon())).toBe('created');
      expect(await stored(to, KEY)).toBeUndefined();
      expect(events).toEqual(['damaged']);
      expect(await objects.has(quarantineKey(where.prefix, KEY), soon())).toBe(true);
      expect(await store(to, KEY, bytesOf(size))).toBe('stored');
    },
  );

  test('what arrives as something else than was sent is not stored', async () => {
    const where = bucket();
    const objects = new Objects(where);
    onTestFinished(() => {
      objects.close();
    });
    const sent = { bytes: 10, checksum: 0, body: bytesOf(10) };
    await expect(objects.create('else', sent, soon())).rejects.toThrow();
    expect(await objects.has('else', soon())).toBe(false);
  });

  test('two servers with one bucket have the same entries', async () => {
    const where = bucket();
    const [one, other] = [storeIn(where), storeIn(where)];
    await store(one, KEY, bytesOf(5000));
    expect(await stored(other, KEY)).toEqual(bytesOf(5000));
    expect(await store(other, KEY, bytesOf(10))).toBe('exists');
  });

  test('whoever looks after them lists, checks and removes them', async () => {
    const where = bucket();
    const to = storeIn(where);
    await store(to, KEY, bytesOf(100));
    const entries = new S3Entries(new Objects(where), where.prefix, tmpdir());
    const [found, ...more] = await entries.list(soon());
    expect(found?.[0]).toEqual(KEY);
    expect(found?.[1].size).toBe(124);
    expect(more).toEqual([]);
    expect(await entries.check(KEY)).toBe('good');
    await entries.remove(KEY);
    expect(await entries.check(KEY)).toBe('missing');
    expect(await entries.list(soon())).toEqual([]);
  });
});

describe('without a service', () => {
  const nowhere: Bucket = {
    name: 'cache',
    prefix: '',
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
  };

  test('an entry is not there, and after some failures nobody asks for a while', async () => {
    let now = 0;
    const to = storeIn(nowhere, () => now);
    for (let times = 0; times < 3; times += 1) {
      await expect(to.read(KEY)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    }
    expect(await to.read(KEY)).toBeUndefined();
    expect(await to.has(KEY)).toBe(false);
    await expect(store(to, KEY, bytesOf(10))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    now = 60_000;
    await expect(to.read(KEY)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
