import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { git, GitFailed, type Repository } from '../repository.ts';
import { linkModules } from './linked-modules.ts';
import { indexOf } from './staged.ts';

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
 * The same repository with a copy of the index that becomes the commit: whatever is asked of it is about one moment,
 * and what git writes into an index while it looks at it goes nowhere.
 * @param scratch a folder of this run's
 */
export function withIndexOfNow(repository: Repository, scratch: string): Repository {
  const index = join(scratch, 'index');
  // Where nothing was ever staged there is none, and git takes that for an empty one.
  if (existsSync(repository.index)) copyFileSync(repository.index, index);
  return { ...repository, index };
}

/** The id of the tree that will be committed. Git may write into the index. */
export async function writeTree(repository: Repository): Promise<string> {
  return (await git(repository, ['write-tree'], indexOf(repository))).trim();
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
