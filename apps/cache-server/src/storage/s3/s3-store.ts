import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { asStoreProblem } from '../file-errors.ts';
import { receive } from '../receive.ts';
import { type Entry, type EntryKey, type Store, StoreProblem, type Written } from '../store.ts';
import { TRAILER_BYTES, trailerOf } from '../trailer.ts';
import { Breaker } from './breaker.ts';
import { fetchEntry } from './fetch-entry.ts';
import { objectKey } from './object-key.ts';
import type { Objects } from './objects.ts';
import { setObjectAside } from './s3-entries.ts';
import { openSpool, type Spool } from './spool.ts';

/** What a store in a bucket works with. */
export interface S3Surroundings {
  /** For what is on its way and too large for memory. */
  readonly folder: string;
  readonly now: () => number;
  /** Something happened to an entry that somebody may want to count. */
  readonly observe: (event: 'damaged') => void;
}

/** A build waits for this: longer, and doing the work is faster. */
const ANSWER_MS = 5000;
/** Bytes a second that a service gives or takes at least. */
const SLOWEST_RATE = 2 * 1024 * 1024;
const FAILURES = 3;
const REST_MS = 10_000;

/** Entries as objects of a bucket, which any number of servers use at the same time. */
export class S3Store implements Store {
  readonly #objects: Objects;
  readonly #prefix: string;
  readonly #surroundings: S3Surroundings;
  readonly #breaker: Breaker;

  constructor(objects: Objects, prefix: string, surroundings: S3Surroundings) {
    this.#objects = objects;
    this.#prefix = prefix;
    this.#surroundings = surroundings;
    this.#breaker = new Breaker({ failures: FAILURES, restMs: REST_MS, now: surroundings.now });
  }

  /** A service that rests has no entries: that it failed was told before. */
  async read(key: EntryKey): Promise<Entry | undefined> {
    if (!this.#breaker.mayAsk()) return undefined;
    const found = await this.#watched(() => this.#objects.get(this.#key(key), ANSWER_MS));
    if (found === undefined) return undefined;
    const within = AbortSignal.timeout(allowedMs(found.bytes));
    const { folder } = this.#surroundings;
    const entry = await this.#watched(() => fetchEntry(found, folder, within));
    if (entry !== 'damaged') return entry;
    this.#surroundings.observe('damaged');
    await this.#watched(() => setObjectAside(this.#objects, this.#prefix, key, found.etag));
    return undefined;
  }

  async has(key: EntryKey): Promise<boolean> {
    if (!this.#breaker.mayAsk()) return false;
    return this.#watched(() => this.#objects.has(this.#key(key), AbortSignal.timeout(ANSWER_MS)));
  }

  async write(key: EntryKey, size: number, body: Readable): Promise<Written> {
    const bytes = size + TRAILER_BYTES;
    const spool = await openSpool(bytes, this.#surroundings.folder).catch((error: unknown) => {
      throw asStoreProblem(error);
    });
    try {
      const checksum = await this.#fill(spool, size, body);
      if (!this.#breaker.mayAsk()) {
        throw new StoreProblem('STORAGE_FAILED', 'the service failed some seconds ago');
      }
      const sent = { bytes, checksum, body: spool.body(bytes) };
      const signal = AbortSignal.timeout(allowedMs(bytes));
      const written = await this.#watched(() => this.#objects.create(this.#key(key), sent, signal));
      return written === 'created' ? 'stored' : 'exists';
    } finally {
      await spool.close();
    }
  }

  close(): Promise<void> {
    this.#objects.close();
    return Promise.resolve();
  }

  #key(key: EntryKey): string {
    return objectKey(this.#prefix, key);
  }

  /** @returns CRC-32 of the body with its trailer */
  async #fill(spool: Spool, size: number, body: Readable): Promise<number> {
    try {
      const checksum = await receive(body, size, (chunk) => spool.write(chunk));
      const trailer = trailerOf({ size, checksum });
      await spool.write(trailer);
      return crc32(trailer, checksum);
    } catch (error) {
      throw asStoreProblem(error);
    }
  }

  async #watched<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.#breaker.succeeded();
      return result;
    } catch (error) {
      // A full disk of this machine says nothing of the service.
      if (error instanceof StoreProblem) throw error;
      this.#breaker.failed();
      throw new StoreProblem('STORAGE_FAILED', error);
    }
  }
}

function allowedMs(bytes: number): number {
  return ANSWER_MS + Math.ceil((bytes / SLOWEST_RATE) * 1000);
}
