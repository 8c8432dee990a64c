import { isScope } from '../access/scope.ts';
import type { EntryKey } from './store.ts';

/** One text for an entry. */
export function nameOf({ scope, hash }: EntryKey): string {
  return `${scope}/${hash}`;
}

/** The entry of a text that {@link nameOf} has made. */
export function keyOf(name: string): EntryKey {
  const [scope = '', hash = ''] = name.split('/');
  if (!isScope(scope)) throw new Error(`${name} names no entry`);
  return { scope, hash };
}
