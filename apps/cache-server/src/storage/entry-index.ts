import { TRUSTED } from '../access/scope.ts';
import { keyOf, nameOf } from './entry-name.ts';
import type { EntryKey } from './store.ts';

/** What the index knows of an entry. */
export interface Indexed {
  /** Bytes of its file. */
  readonly size: number;
  /** When it was last read or written, in milliseconds of the clock. */
  readonly usedAt: number;
  /** What of that its file tells, for the next start. */
  readonly touchedAt?: number;
}

/** How much is kept. */
export interface Limits {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Of them, those that are kept for pull requests: neither they nor `main` drive out what the other has made. */
  readonly untrustedBytes: number;
  /** Milliseconds since an entry was last used. */
  readonly age: number;
}

/**
 * Which entries there are, in the order in which they were last used: a map keeps the order in which names
 * were put in, so that the first is the one to go.
 */
export class EntryIndex {
  readonly #trusted = new Map<string, Indexed>();
  readonly #untrusted = new Map<string, Indexed>();
  #trustedBytes = 0;
  #untrustedBytes = 0;

  get entries(): number {
    return this.#trusted.size + this.#untrusted.size;
  }

  get bytes(): number {
    return this.#trustedBytes + this.#untrustedBytes;
  }

  get untrustedBytes(): number {
    return this.#untrustedBytes;
  }

  get(key: EntryKey): Indexed | undefined {
    return this.#of(key).get(nameOf(key));
  }

  /** All entries, as they are now. */
  keys(): readonly EntryKey[] {
    return [...this.#trusted.keys(), ...this.#untrusted.keys()].map(keyOf);
  }

  /** Puts an entry last in the order, whether it was known or not. */
  use(key: EntryKey, size: number, usedAt: number): void {
    const touchedAt = this.touchedAt(key) ?? usedAt;
    this.remove(key);
    this.#of(key).set(nameOf(key), { size, usedAt, touchedAt });
    this.#count(key, size);
  }

  /** When the file of an entry was last made to tell that it is used. */
  touchedAt(key: EntryKey): number | undefined {
    const known = this.get(key);
    return known?.touchedAt ?? known?.usedAt;
  }

  touch(key: EntryKey, touchedAt: number): void {
    const known = this.get(key);
    if (known !== undefined) this.#of(key).set(nameOf(key), { ...known, touchedAt });
  }

  /** Puts entries that were found on the disk before all that were used since. */
  recover(found: readonly (readonly [EntryKey, Indexed])[]): void {
    const sorted = [...found].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    const used = [this.#trusted, this.#untrusted].map((map) => new Map(map));
    const newer = new Set(used.flatMap((map) => [...map.keys()]));
    this.#trusted.clear();
    this.#untrusted.clear();
    for (const [key, entry] of sorted) {
      if (newer.has(nameOf(key))) continue;
      this.#of(key).set(nameOf(key), entry);
      this.#count(key, entry.size);
    }
    for (const map of used) {
      for (const [name, entry] of map) this.#of(keyOf(name)).set(name, entry);
    }
  }

  remove(key: EntryKey): void {
    const name = nameOf(key);
    const known = this.#of(key).get(name);
    if (known === undefined) return;
    this.#of(key).delete(name);
    this.#count(key, -known.size);
  }

  /**
   * The entries to go, the one that was not used for longest first, until the rest is within the limits. Those
   * that are `busy` stay.
   */
  surplus(limits: Limits, now: number, busy: (key: EntryKey) => boolean): readonly EntryKey[] {
    const untrusted = surplusOf(this.#untrusted, {
      tooMany: this.#untrustedBytes - limits.untrustedBytes,
      oldest: now - limits.age,
      busy,
    });
    const trusted = surplusOf(this.#trusted, {
      tooMany: this.#trustedBytes - (limits.bytes - limits.untrustedBytes),
      oldest: now - limits.age,
      busy,
    });
    return [...untrusted, ...trusted];
  }

  #of({ scope }: EntryKey): Map<string, Indexed> {
    return scope === TRUSTED ? this.#trusted : this.#untrusted;
  }

  #count({ scope }: EntryKey, size: number): void {
    if (scope === TRUSTED) this.#trustedBytes += size;
    else this.#untrustedBytes += size;
  }
}

interface Surplus {
  readonly tooMany: number;
  readonly oldest: number;
  readonly busy: (key: EntryKey) => boolean;
}

function surplusOf(
  entries: ReadonlyMap<string, Indexed>,
  { tooMany, oldest, busy }: Surplus,
): readonly EntryKey[] {
  const keys: EntryKey[] = [];
  let bytes = 0;
  for (const [name, { size, usedAt }] of entries) {
    if (bytes >= tooMany && usedAt >= oldest) break;
    const key = keyOf(name);
    if (busy(key)) continue;
    keys.push(key);
    bytes += size;
  }
  return keys;
}
