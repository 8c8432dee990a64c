import { closeSync, constants, fsync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fsync);

/** Brings the names in a folder to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await sync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
