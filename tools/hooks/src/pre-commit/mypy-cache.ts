import { cpSync, existsSync, globSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../repository.ts';
import { stateFolder } from './snapshot.ts';

/** Where mypy keeps what it knows of a project in the snapshot. */
export function typeCache(repository: Repository, projectName: string): string {
  return join(stateFolder(repository), 'mypy', projectName);
}

/**
 * Before a project's first commit: takes over what the executors' mypy knows. mypy keeps its knowledge by
 * absolute path, so that of the installed packages, which is most of it, holds here too; the workspace's
 * own modules lie elsewhere and are read anew.
 */
export function seedTypeCache(root: string, cache: string): void {
  if (existsSync(cache)) return;
  const [earlier] = globSync('.mypy_cache/*/modax-sources.json', { cwd: root }).sort();
  if (earlier === undefined) return;
  // Beside its place and moved there whole.
  const draft = `${cache}.draft`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(join(root, dirname(earlier)), draft, { recursive: true });
  rmSync(join(draft, 'modax-sources.json'));
  renameSync(draft, cache);
}
