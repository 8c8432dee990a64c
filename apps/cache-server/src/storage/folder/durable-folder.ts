import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../sync-folder.ts';

/** Only the user of the server looks into what others stored. */
const FOLDER_MODE = 0o700;

/** Makes a folder that is still there after a loss of power. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (made === undefined) return;
  // All from the first that was new: the name of each is in the one above.
  for (let path = folder; path.length >= made.length; path = dirname(path)) {
    await syncFolder(dirname(path));
  }
}

/**
 * The folders below a root that are there after a loss of power, as far as this process has seen to it: one that was
 * made by another request a moment ago, or by a process that was killed, may not be on the disk yet.
 */
export class DurableFolders {
  readonly #root: string;
  readonly #known = new Map<string, Promise<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Makes a folder that is missing, and waits until its name is on the disk. */
  async ensure(folder: string): Promise<void> {
    const known = this.#known.get(folder) ?? this.#make(folder);
    this.#known.set(folder, known);
    try {
      await known;
    } catch (error) {
      this.forget(folder);
      throw error;
    }
  }

  /** It is not there any more. */
  forget(folder: string): void {
    this.#known.delete(folder);
  }

  async #make(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    for (let path = folder; path !== this.#root; path = dirname(path)) {
      await syncFolder(dirname(path));
    }
  }
}
