import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { settle } from '../settle.ts';

/** Files of a `.dist-info` that tell how and where it was installed, not what it is. */
const TRACES = new Set([
  'RECORD',
  'INSTALLER',
  'REQUESTED',
  'direct_url.json',
  'uv_cache.json',
  'uv_build.json',
]);

/**
 * Takes out of a folder of installed packages what differs from one machine to another though the
 * packages are the same: scripts with the path of an interpreter, traces of the installation, times,
 * and permissions that a umask made.
 */
export async function tidyPackages(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === 'bin' || name === '.lock') {
      await rm(join(folder, name), { recursive: true });
    } else if (name.endsWith('.dist-info')) {
      for (const file of await readdir(join(folder, name))) {
        if (TRACES.has(file)) await rm(join(folder, name, file));
      }
    }
  }
  await settle(folder);
}
