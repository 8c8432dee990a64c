import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import type { Sources } from './source-state.ts';

/** One digest of all files of the sources; what is not there counts too. */
export async function sourcesDigest(
  workspaceRoot: string,
  { paths, without = [] }: Sources,
): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesAt(workspaceRoot, path)) {
      if (without.some((pattern) => matchesGlob(file, pattern))) continue;
      const content = await readFile(join(workspaceRoot, file));
      hash.update(JSON.stringify([file, content.length])).update(content);
    }
  }
  return hash.digest('hex');
}

/** Bytecode is of no wheel. */
const LEFT = '__pycache__';

async function filesAt(root: string, path: string): Promise<readonly string[]> {
  let isFolder;
  try {
    isFolder = (await stat(join(root, path))).isDirectory();
  } catch {
    return [];
  }
  if (!isFolder) return [path];
  const names = (await readdir(join(root, path))).filter((name) => name !== LEFT).sort();
  const found = await Promise.all(names.map((name) => filesAt(root, `${path}/${name}`)));
  return found.flat();
}
