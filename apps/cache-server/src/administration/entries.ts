import { type Scope, TRUSTED } from '../access/scope.ts';
import type { Entries, Found } from '../storage/entries.ts';
import { EntryIndex, type Limits } from '../storage/entry-index.ts';
import type { EntryKey } from '../storage/store.ts';

/** What a store holds of a kind of scope. */
export interface Holdings {
  readonly scope: 'trusted' | 'pull requests';
  readonly entries: number;
  /** Of the files, which are a little larger than the bodies. */
  readonly bytes: number;
}

/** Sums up entries by whose they are. */
export function holdingsOf(found: readonly Found[]): readonly Holdings[] {
  const sum = (scope: Holdings['scope'], fits: (scope: Scope) => boolean): Holdings => {
    const own = found.filter(([key]) => fits(key.scope));
    return {
      scope,
      entries: own.length,
      bytes: own.reduce((bytes, [, { size }]) => bytes + size, 0),
    };
  };
  return [
    sum('trusted', (scope) => scope === TRUSTED),
    sum('pull requests', (scope) => scope !== TRUSTED),
  ];
}

/** How far a long work has come. */
export type Tell = (done: number, all: number) => void;

/** Checks every entry of a store, which sets aside what is damaged, until it is aborted. */
export async function verifyEntries(
  entries: Entries,
  found: readonly Found[],
  signal: AbortSignal,
  tell: Tell,
): Promise<readonly EntryKey[]> {
  const damaged: EntryKey[] = [];
  for (const [place, [key]] of found.entries()) {
    if (signal.aborted) break;
    if ((await entries.check(key)) === 'damaged') damaged.push(key);
    tell(place + 1, found.length);
  }
  return damaged;
}

/** Takes out what is too old or above the limits, what was not used for longest first, until it is aborted. */
export async function pruneEntries(
  entries: Entries,
  found: readonly Found[],
  { limits, now }: { readonly limits: Limits; readonly now: number },
  signal: AbortSignal,
  tell: Tell,
): Promise<readonly EntryKey[]> {
  const index = new EntryIndex();
  index.recover(found);
  const surplus = index.surplus(limits, now, () => false);
  const removed: EntryKey[] = [];
  for (const key of surplus) {
    if (signal.aborted) break;
    await entries.remove(key);
    removed.push(key);
    tell(removed.length, surplus.length);
  }
  return removed;
}
