import { fstatSync, rmSync, statSync } from 'node:fs';
import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Checked } from '../entries.ts';
import { EntryIndex, type Limits } from '../entry-index.ts';
import { nameOf } from '../entry-name.ts';
import type { Entry, EntryKey, Store, Written } from '../store.ts';
import { TRAILER_BYTES } from '../trailer.ts';
import { DurableFolders } from './durable-folder.ts';
import { FileBody } from './file-body.ts';
import { checkFile, setAside } from './folder-entries.ts';
import { OpenEntries, type OpenEntry } from './open-entries.ts';
import { type FileIdentity, isAsWritten, openEntry, readBody } from './open-entry.ts';
import { fileOf, makePlaces, type Places, placesIn } from './places.ts';
import { publish } from './publish.ts';
import { findEntries } from './recover.ts';
import { AT_ONCE_BYTES, giveBack, takeSpare } from './spare-buffers.ts';

/** What a store has of its surroundings. */
export interface FolderSurroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Something happened to an entry that somebody may want to count. */
  readonly observe: (event: FolderEvent) => void;
}

export interface FolderLimits extends Limits {
  /** Also what is open already is compared with what was written, each time. */
  readonly verifiesReads?: boolean;
}

export type FolderEvent = 'evicted' | 'damaged' | 'unremovable' | 'unreadable';

/** As many as fit beside sockets into what a process may have open by default. */
const OPEN_LIMIT = 512;
const BODY_LIMIT = 32 * 1024 * 1024;
const RECENT_MS = 1000;
/** The file of an entry tells when it was last used as exactly as this. */
const TOUCH_MS = 60 * 60_000;

/** Entries in a folder of this machine, which no other server uses at the same time. */
export class FolderStore implements Store {
  readonly index = new EntryIndex();
  readonly #open: OpenEntries;
  readonly #opening = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #places: Places;
  readonly #folders: DurableFolders;
  readonly #limits: FolderLimits;
  readonly #surroundings: FolderSurroundings;
  /** Resolves when all entries of the folder are in the index. */
  readonly recovered: Promise<void>;

  private constructor(places: Places, limits: FolderLimits, surroundings: FolderSurroundings) {
    this.#places = places;
    this.#folders = new DurableFolders(places.root);
    this.#limits = limits;
    // What is compared at each reading is read each time.
    this.#open = new OpenEntries(OPEN_LIMIT, limits.verifiesReads === true ? 0 : BODY_LIMIT);
    this.#surroundings = surroundings;
    this.recovered = this.#recover();
  }

  /** Opens the store in `root`. It answers at once; how much it holds is known when it is `recovered`. */
  static async open(
    root: string,
    limits: FolderLimits,
    surroundings: FolderSurroundings,
  ): Promise<FolderStore> {
    const places = placesIn(root);
    await makePlaces(places);
    // Of a server that was killed.
    for (const draft of await readdir(places.incoming)) await rm(join(places.incoming, draft));
    return new FolderStore(places, limits, surroundings);
  }

  read(key: EntryKey): Promise<Entry | undefined> | Entry | undefined {
    const name = nameOf(key);
    const entry = this.#open.get(name);
    return entry !== undefined && entry.size <= AT_ONCE_BYTES
      ? this.#readAtOnce(key, entry)
      : this.#readLater(name, key);
  }

  async #readLater(name: string, key: EntryKey): Promise<Entry | undefined> {
    if (this.#open.get(name) === undefined) await this.#openOnce(name, key);
    // What was open a moment ago may have been closed since.
    const entry = this.#open.get(name);
    if (entry === undefined) return undefined;
    const { size } = entry;
    if (size <= AT_ONCE_BYTES) return this.#readAtOnce(key, entry);
    const body = await this.#hold(key, entry);
    if (body === undefined) return undefined;
    this.#use(key, size + TRAILER_BYTES);
    return { size, body };
  }

  has(key: EntryKey): Promise<boolean> {
    const isKnown = this.index.get(key) !== undefined;
    return Promise.resolve(isKnown || isThere(fileOf(this.#places, key)));
  }

  async write(key: EntryKey, size: number, body: Readable): Promise<Written> {
    const written = await publish(
      { places: this.#places, folders: this.#folders },
      fileOf(this.#places, key),
      size,
      body,
    );
    if (written === 'exists') return written;
    this.index.use(key, size + TRAILER_BYTES, this.#surroundings.now());
    await this.prune();
    return written;
  }

  /** Reads an entry from the disk and compares it with what was written; a damaged one is set aside. */
  async check(key: EntryKey): Promise<Checked> {
    const checked = await checkFile(this.#places, key);
    if (checked === 'damaged') this.#forget(key);
    else if (checked === 'missing') this.index.remove(key);
    return checked;
  }

  /** Takes out what is above the limits or too old. What cannot be taken out now is tried again later. */
  prune(): Promise<void> {
    const isRead = (key: EntryKey): boolean => this.#open.isRead(nameOf(key));
    // All in one turn: nothing is read or written between what is decided and what is done.
    for (const key of this.index.surplus(this.#limits, this.#surroundings.now(), isRead)) {
      this.#open.drop(nameOf(key));
      this.index.remove(key);
      this.#surroundings.observe(this.#removed(key) ? 'evicted' : 'unremovable');
    }
    return Promise.resolve();
  }

  #removed(key: EntryKey): boolean {
    try {
      rmSync(fileOf(this.#places, key), { force: true });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    // Whoever waits for what was found is told that nothing was.
    await this.recovered.catch(() => undefined);
    this.#open.close();
  }

  async #recover(): Promise<void> {
    const found = await findEntries(this.#places, this.#stopping.signal, () => {
      this.#surroundings.observe('unreadable');
    });
    this.index.recover(found);
    if (!this.#stopping.signal.aborted) await this.prune();
  }

  /** However many ask for an entry at the same time, it is opened and checked once. */
  #openOnce(name: string, key: EntryKey): Promise<void> {
    const running = this.#opening.get(name);
    if (running !== undefined) return running;
    const opening = this.#openChecked(name, key).finally(() => this.#opening.delete(name));
    this.#opening.set(name, opening);
    return opening;
  }

  async #openChecked(name: string, key: EntryKey): Promise<void> {
    const opened = await openEntry(fileOf(this.#places, key));
    if (opened.kind === 'good') this.#open.keep(name, opened.entry);
    else if (opened.kind === 'missing') this.index.remove(key);
    else this.#setAside(key, opened.file);
  }

  /** A small entry; `undefined` where it is not what was written any more. */
  #readAtOnce(key: EntryKey, entry: OpenEntry): Entry | undefined {
    const { descriptor, size, checksum } = entry;
    if (entry.body !== undefined) {
      this.#use(key, size + TRAILER_BYTES);
      return { size, body: entry.body };
    }
    const buffer = takeSpare(size);
    const body = this.#bodyOf(key, entry, buffer);
    const isRight = !this.#limits.verifiesReads || (body && crc32(body) === checksum);
    if (body === undefined || isRight !== true) {
      giveBack(buffer);
      this.#setAside(key, fstatSync(descriptor));
      return undefined;
    }
    this.#use(key, size + TRAILER_BYTES);
    return {
      size,
      body,
      release: () => {
        giveBack(buffer);
      },
    };
  }

  #bodyOf(key: EntryKey, { descriptor, size }: OpenEntry, buffer: Buffer): Buffer | undefined {
    try {
      return readBody(descriptor, size, buffer);
    } catch (error) {
      // Of a disk that fails: the next one opens the file anew.
      this.#open.drop(nameOf(key));
      throw error;
    }
  }

  /** A large body; `undefined` where it is not what was written any more. */
  async #hold(key: EntryKey, entry: OpenEntry): Promise<FileBody | undefined> {
    const release = this.#open.hold(entry);
    const { descriptor } = entry;
    try {
      if (!this.#limits.verifiesReads || (await isAsWritten(descriptor, entry))) {
        return new FileBody(entry, release, () => {
          this.#setAside(key, fstatSync(descriptor));
        });
      }
      this.#setAside(key, fstatSync(descriptor));
    } catch (error) {
      release();
      throw error;
    }
    release();
    return undefined;
  }

  /** An entry that was damaged is not read again. */
  #forget(key: EntryKey): void {
    this.#open.drop(nameOf(key));
    this.index.remove(key);
    this.#surroundings.observe('damaged');
  }

  #setAside(key: EntryKey, file: FileIdentity): void {
    this.#forget(key);
    setAside(this.#places, key, file);
  }

  #use(key: EntryKey, size: number): void {
    const now = this.#surroundings.now();
    // Which of two was read last within a second decides nothing; a clock may have been put back.
    if (Math.abs(now - (this.index.get(key)?.usedAt ?? 0)) < RECENT_MS) return;
    const touchedAt = this.index.touchedAt(key) ?? 0;
    this.index.use(key, size, now);
    if (now - touchedAt < TOUCH_MS) return;
    this.index.touch(key, now);
    const time = now / 1000;
    // That it was used an hour ago is not worth an answer that fails.
    utimes(fileOf(this.#places, key), time, time).catch(() => undefined);
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
