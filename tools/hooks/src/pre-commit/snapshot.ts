import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { git, GitFailed, type Repository } from '../repository.ts';
import { linkModules } from './linked-modules.ts';

/** The whole of what will be committed, as files. */
export interface Snapshot {
  /** The folder that stands for the working tree, absolute. */
  readonly tree: string;
}

/** Where the hooks keep things from one commit to the next: in git's folder, where no tool looks. */
export function stateFolder({ gitFolder }: Repository): string {
  return join(gitFolder, 'modax-hooks');
}

/**
 * The id of the tree that will be committed.
 * @param scratch an empty folder of this run's
 */
export async function writeTree(repository: Repository, scratch: string): Promise<string> {
  // A copy: to write a tree git writes into the index what it has learned.
  const copy = join(scratch, 'index');
  copyFileSync(repository.index, copy);
  const written = await git(repository, ['write-tree'], { variables: { GIT_INDEX_FILE: copy } });
  return written.trim();
}

/**
 * Brings the snapshot up to a tree. Neither the index nor the working tree is touched: both may
 * be lost from here on without a loss, and an interruption needs no repair. What an interrupted run left
 * in the snapshot is put right by the next one, or the snapshot is made anew.
 */
export async function takeSnapshot(repository: Repository, written: string): Promise<Snapshot> {
  const state = stateFolder(repository);
  const tree = join(state, 'tree');
  try {
    await checkOut(repository, written, state, tree);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    rmSync(tree, { recursive: true, force: true });
    for (const file of ['index', 'index.lock']) rmSync(join(state, file), { force: true });
    await checkOut(repository, written, state, tree);
  }
  linkModules(repository.root, tree);
  return { tree };
}

async function checkOut(
  repository: Repository,
  written: string,
  state: string,
  tree: string,
): Promise<void> {
  if (!existsSync(tree)) rmSync(join(state, 'index'), { force: true });
  mkdirSync(tree, { recursive: true });
  await git(
    repository,
    [
      ...['-c', 'core.fsmonitor=false', '-c', 'core.sparseCheckout=false'],
      ...['-c', 'submodule.recurse=false'],
      ...[`--git-dir=${repository.gitFolder}`, `--work-tree=${tree}`],
      ...['read-tree', '--reset', '-u', written],
    ],
    { variables: { GIT_INDEX_FILE: join(state, 'index') } },
  );
}
