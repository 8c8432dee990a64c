import { hashIn } from '../../protocol/cache-path.ts';
import { isScope } from '../../access/scope.ts';
import { nameOf } from '../entry-name.ts';
import type { EntryKey } from '../store.ts';

/** Under what the objects of entries lie, and those that were set aside. */
export function entriesIn(prefix: string): string {
  return `${prefix}entries/`;
}

/** The key of the object of an entry. Nothing in it needs an escape. */
export function objectKey(prefix: string, key: EntryKey): string {
  return `${entriesIn(prefix)}${nameOf(key)}`;
}

export function quarantineKey(prefix: string, { scope, hash }: EntryKey): string {
  return `${prefix}quarantine/${scope}-${hash}`;
}

/** The entry of an object, or `undefined` where it is somebody else's. */
export function entryOf(prefix: string, objectKeyText: string): EntryKey | undefined {
  if (!objectKeyText.startsWith(entriesIn(prefix))) return undefined;
  const [scope = '', name = '', ...more] = objectKeyText.slice(entriesIn(prefix).length).split('/');
  const hash = hashIn(`/v1/cache/${name}`);
  return isScope(scope) && hash !== undefined && more.length === 0 ? { scope, hash } : undefined;
}
