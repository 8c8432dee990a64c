import type { Indexed } from '../entry-index.ts';
import type { EntryKey } from '../store.ts';

/** The store that is looked through. */
export interface Scrubbed {
  readonly index: {
    keys(): readonly EntryKey[];
    get(key: EntryKey): Indexed | undefined;
  };
  check(key: EntryKey): Promise<unknown>;
}

/** How the time of a scrub is spent. */
export interface Pace {
  /** Bytes a second that are read: what serves requests has the rest of the disk. */
  readonly bytesPerSecond: number;
  /** Milliseconds between the begin of a round and that of the next. */
  readonly roundMs: number;
  readonly now: () => number;
  /** Lets time pass; less when the scrub is aborted. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * An entry that nobody reads rots unseen: reads all of them, round after round, until it is aborted.
 * @param report an entry that could not be read; the next one is
 */
export async function scrub(
  store: Scrubbed,
  { bytesPerSecond, roundMs, now, wait }: Pace,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const begun = now();
    for (const key of store.index.keys()) {
      if (isOver()) return;
      const size = store.index.get(key)?.size;
      // Taken out since the round began.
      if (size === undefined) continue;
      await store.check(key).catch(report);
      await wait((size / bytesPerSecond) * 1000);
    }
    await wait(Math.max(0, begun + roundMs - now()));
  }
}
