import { closeSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checked, Entries, Found } from '../entries.ts';
import type { EntryKey } from '../store.ts';
import { type FileIdentity, openEntry } from './open-entry.ts';
import { fileOf, makePlaces, type Places, placesIn } from './places.ts';
import { findEntries } from './recover.ts';

/** The files of a store. */
export class FolderEntries implements Entries {
  readonly #places: Places;

  private constructor(places: Places) {
    this.#places = places;
  }

  /** The entries in `root`, which is made where it is missing. */
  static async in(root: string): Promise<FolderEntries> {
    const places = placesIn(root);
    await makePlaces(places);
    return new FolderEntries(places);
  }

  list(signal: AbortSignal): Promise<readonly Found[]> {
    return findEntries(this.#places, signal, (error) => {
      throw error;
    });
  }

  check(key: EntryKey): Promise<Checked> {
    return checkFile(this.#places, key);
  }

  async remove(key: EntryKey): Promise<void> {
    await rm(fileOf(this.#places, key), { force: true });
  }
}

/** Reads the file of an entry from the disk; a damaged one is set aside. */
export async function checkFile(places: Places, key: EntryKey): Promise<Checked> {
  const opened = await openEntry(fileOf(places, key));
  if (opened.kind === 'good') closeSync(opened.entry.descriptor);
  else if (opened.kind === 'damaged') setAside(places, key, opened.file);
  return opened.kind;
}

/**
 * Nobody is given the entry again; what is left of it is kept for who wants to know why. Where another file has its name
 * by now, which somebody has just been told is stored, that stays.
 */
export function setAside(places: Places, key: EntryKey, damaged: FileIdentity): void {
  const file = fileOf(places, key);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined || !isSame(there, damaged)) return;
  renameSync(file, join(places.quarantine, `${key.scope}-${key.hash}`));
}

function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.ctimeMs === other.ctimeMs;
}
