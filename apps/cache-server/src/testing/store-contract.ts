import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Entry, EntryKey, Store } from '../storage/store.ts';

export const bytesOf = (size: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let at = 0, state = seed; at < size; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
};

/** A body as it comes from a client, in pieces. */
export const bodyOf = (bytes: Buffer, piece = 64 * 1024): Readable => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece) pieces.push(bytes.subarray(at, at + piece));
  return Readable.from(pieces, { objectMode: false });
};

/** All of a body. */
export async function bytesIn(body: Entry['body']): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return body;
  const pieces: Buffer[] = [];
  await body.sendTo((piece) => {
    pieces.push(Buffer.from(piece));
    return Promise.resolve();
  });
  return Buffer.concat(pieces);
}

/** The bytes that a store has for a key, or `undefined`. */
export async function stored(store: Store, key: EntryKey): Promise<Buffer | undefined> {
  const entry = await store.read(key);
  if (entry === undefined) return undefined;
  const bytes = await bytesIn(entry.body);
  expect(bytes).toHaveLength(entry.size);
  return bytes;
}

/** Stores bytes. */
export function store(to: Store, key: EntryKey, bytes: Buffer): Promise<string> {
  return to.write(key, bytes.length, bodyOf(bytes));
}

export const KEY: EntryKey = { scope: 'trusted', hash: '1234567890123456789' };

/** What any store promises, whatever it keeps entries in. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`a store in ${name}`, () => {
    test.each([0, 1, 4096, 256 * 1024, 256 * 1024 + 1, 5_000_000])(
      'gives back what was stored: %i bytes',
      async (size) => {
        const to = await open();
        const bytes = bytesOf(size);
        expect(await to.has(KEY)).toBe(false);
        expect(await stored(to, KEY)).toBeUndefined();
        expect(await store(to, KEY, bytes)).toBe('stored');
        expect(await to.has(KEY)).toBe(true);
        for (let times = 0; times < 2; times += 1) {
          expect((await stored(to, KEY))?.equals(bytes)).toBe(true);
        }
      },
    );

    test('has another entry for each scope', async () => {
      const to = await open();
      const other: EntryKey = { ...KEY, scope: 'pr-7' };
      await store(to, KEY, bytesOf(10, 1));
      expect(await stored(to, other)).toBeUndefined();
      await store(to, other, bytesOf(10, 2));
      expect(await stored(to, KEY)).toEqual(bytesOf(10, 1));
      expect(await stored(to, other)).toEqual(bytesOf(10, 2));
    });

    test('writes once: of many writers at the same time one stores, and its bytes are read', async () => {
      const to = await open();
      const bodies = Array.from({ length: 32 }, (_, number) => bytesOf(100_000, number + 1));
      const written = await Promise.all(bodies.map((bytes) => store(to, KEY, bytes)));
      expect(written.filter((answer) => answer === 'stored')).toHaveLength(1);
      expect(written.filter((answer) => answer === 'exists')).toHaveLength(31);
      const winner = bodies[written.indexOf('stored')];
      expect((await stored(to, KEY))?.equals(winner ?? Buffer.alloc(0))).toBe(true);
    });

    test.each([
      ['too few', 10],
      ['too many', -10],
    ])('keeps nothing of a body with %s bytes', async (_, missing) => {
      const to = await open();
      const bytes = bytesOf(100_000);
      const writing = to.write(KEY, bytes.length + missing, bodyOf(bytes));
      await expect(writing).rejects.toMatchObject({ code: 'BODY_CUT' });
      expect(await to.has(KEY)).toBe(false);
      expect(await store(to, KEY, bytes)).toBe('stored');
    });

    test('keeps nothing of a body that breaks off', async () => {
      const to = await open();
      const body = Readable.from(
        (function* () {
          yield bytesOf(70_000);
          throw new Error('the client has gone');
        })(),
        { objectMode: false },
      );
      await expect(to.write(KEY, 100_000, body)).rejects.toMatchObject({ code: 'BODY_CUT' });
      expect(await stored(to, KEY)).toBeUndefined();
    });
  });
}
