import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, parseJson, recordOf, textOf } from '@modax/findings';
import type { ImagePackage } from '../../image/image-record.ts';

/** The packages of third parties in `node_modules` below folders of `root`, and in theirs, by name. */
export async function nodePackages(
  root: string,
  folders: readonly string[] = [''],
): Promise<readonly ImagePackage[]> {
  const paths = await installedPaths(root, folders);
  const found = await Promise.all(paths.map((path) => packageAt(join(root, path))));
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Where they lie, as npm's lock names them: `node_modules/pino`. Those that are linked are our own: they lie
 * elsewhere.
 */
export async function installedPaths(
  root: string,
  folders: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map((folder) => packagesBelow(root, join(folder, 'node_modules'))),
  );
  return found.flat();
}

async function packagesBelow(root: string, modules: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(join(root, modules))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const place = join(modules, entry.name);
    if (entry.name.startsWith('@')) found.push(...(await packagesBelow(root, place)));
    else found.push(place, ...(await packagesBelow(root, join(place, 'node_modules'))));
  }
  return found;
}

/** What the package in a folder says that it is. */
export async function packageAt(place: string): Promise<ImagePackage> {
  const manifest = recordOf(parseJson(await readFile(join(place, 'package.json'), 'utf8')));
  const name = textOf(manifest?.['name']);
  const version = textOf(manifest?.['version']);
  if (name === undefined || version === undefined) {
    throw new Error(`${place} has no name or no version in its package.json`);
  }
  return { name, version };
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
