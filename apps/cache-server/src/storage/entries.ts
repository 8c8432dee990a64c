import type { Indexed } from './entry-index.ts';
import type { EntryKey } from './store.ts';

/** What a look at the bytes of an entry found. */
export type Checked = 'good' | 'damaged' | 'missing';

/** An entry, and what its storage tells of it. */
export type Found = readonly [EntryKey, Indexed];

/** The entries of a store for who looks after it, beside the servers that use them. */
export interface Entries {
  /** All of them, as far as it comes until it is aborted. */
  list(signal: AbortSignal): Promise<readonly Found[]>;
  /** Reads an entry and compares it with what was written; a damaged one is set aside. */
  check(key: EntryKey): Promise<Checked>;
  remove(key: EntryKey): Promise<void>;
}
