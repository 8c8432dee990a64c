import { join } from 'node:path';
import { isScope, type Scope } from '../../access/scope.ts';
import type { EntryKey } from '../store.ts';
import { makeFolder } from './durable-folder.ts';

/** The folders of a store. */
export interface Places {
  readonly root: string;
  readonly entries: string;
  /** What is being written; nothing in it outlives a start. */
  readonly incoming: string;
  /** What was damaged, for a person to look at. */
  readonly quarantine: string;
}

export function placesIn(root: string): Places {
  return {
    root,
    entries: join(root, 'entries'),
    incoming: join(root, 'incoming'),
    quarantine: join(root, 'quarantine'),
  };
}

/** Makes the folders that are missing. */
export async function makePlaces({ entries, incoming, quarantine }: Places): Promise<void> {
  for (const folder of [entries, incoming, quarantine]) await makeFolder(folder);
}

/** Few enough files in a folder for any file system, and few enough folders to be made sure of. */
export function folderOf({ entries }: Places, { scope, hash }: EntryKey): string {
  return `${entries}/${scope}/${hash.slice(-2).padStart(2, '_')}`;
}

export function fileOf(places: Places, key: EntryKey): string {
  return `${folderOf(places, key)}/${key.hash}`;
}

/** Whether a folder of `entries` is one of ours. */
export function scopeOfFolder(name: string): Scope | undefined {
  return isScope(name) ? name : undefined;
}
