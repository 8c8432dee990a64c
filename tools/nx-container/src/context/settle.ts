import { chmod, lstat, lutimes, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** 1980-01-01 in UTC, the oldest time that archives know; older than any commit. */
const OLDEST = 315_532_800;

/** Gives a folder, and all that is in it, times and permissions that are the same on every machine. */
export async function settle(path: string): Promise<void> {
  const state = await lstat(path);
  if (state.isDirectory()) {
    for (const name of await readdir(path)) await settle(join(path, name));
  }
  const runs = state.isDirectory() || (state.mode & 0o100) !== 0;
  if (!state.isSymbolicLink()) await chmod(path, runs ? 0o755 : 0o644);
  await lutimes(path, OLDEST, OLDEST);
}
