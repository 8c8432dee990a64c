import type { Checked, Entries, Found } from '../entries.ts';
import type { EntryKey } from '../store.ts';
import { fetchEntry } from './fetch-entry.ts';
import { entriesIn, entryOf, objectKey, quarantineKey } from './object-key.ts';
import type { Objects } from './objects.ts';

/** Nobody waits for it. */
const CHECK_MS = 10 * 60_000;

/** The objects of entries in a bucket. When one was last read is not known there: it counts as when it was written. */
export class S3Entries implements Entries {
  readonly #objects: Objects;
  readonly #prefix: string;
  readonly #folder: string;

  /** @param folder for what is too large for memory */
  constructor(objects: Objects, prefix: string, folder: string) {
    this.#objects = objects;
    this.#prefix = prefix;
    this.#folder = folder;
  }

  async list(signal: AbortSignal): Promise<readonly Found[]> {
    const found: Found[] = [];
    for await (const object of this.#objects.list(entriesIn(this.#prefix), signal)) {
      const key = entryOf(this.#prefix, object.key);
      if (key !== undefined) found.push([key, { size: object.bytes, usedAt: object.writtenAt }]);
    }
    return found;
  }

  async check(key: EntryKey): Promise<Checked> {
    const found = await this.#objects.get(objectKey(this.#prefix, key), CHECK_MS);
    if (found === undefined) return 'missing';
    const entry = await fetchEntry(found, this.#folder, AbortSignal.timeout(CHECK_MS));
    if (entry !== 'damaged') {
      if (!Buffer.isBuffer(entry.body)) entry.body.close();
      return 'good';
    }
    await setObjectAside(this.#objects, this.#prefix, key, found.etag);
    return 'damaged';
  }

  remove(key: EntryKey): Promise<void> {
    return this.#objects.remove(objectKey(this.#prefix, key));
  }
}

/** Nobody is given the entry again, unless another server has seen to it; its bytes are kept for who wants to know why. */
export async function setObjectAside(
  objects: Objects,
  prefix: string,
  key: EntryKey,
  etag: string | undefined,
): Promise<void> {
  const from = objectKey(prefix, key);
  if (await objects.copy(from, quarantineKey(prefix, key), etag)) await objects.remove(from);
}
