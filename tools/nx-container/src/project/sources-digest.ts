import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One digest of all files at the paths, which are relative to the workspace; what is not there counts too. */
export async function sourcesDigest(
  workspaceRoot: string,
  paths: readonly string[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesAt(workspaceRoot, path)) {
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
