import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git, type Repository } from '../repository.ts';

/** A file as the commit will hold it. */
export interface StagedFile {
  /** Relative to the top folder, `/`-separated, as git knows it. */
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000';
  /** The id of its content. */
  readonly blob: string;
  /** The id of the content that the last commit has in its place; zeroes where the mode differs too. */
  readonly before: string;
}

/** What the commit changes. */
export interface Staged {
  /** Added and changed files; neither deleted ones nor submodules. */
  readonly files: readonly StagedFile[];
  /** Whether there are other changes: deletions and submodules. */
  readonly hasMore: boolean;
}

const NOTHING = '0'.repeat(40);
const RAW = ['diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff'];

/**
 * What the commit changes. When a merge is concluded: what differs from both sides, for what one side
 * brings has been checked when it was committed.
 */
export async function stagedFiles(repository: Repository): Promise<Staged> {
  const ours = parseRawDiff(await git(repository, RAW, indexOf(repository)));
  if (!existsSync(join(repository.gitFolder, 'MERGE_HEAD'))) return ours;
  const theirs = parseRawDiff(await git(repository, [...RAW, 'MERGE_HEAD'], indexOf(repository)));
  const differing = new Set(theirs.files.map(({ path }) => path));
  return { files: ours.files.filter(({ path }) => differing.has(path)), hasMore: true };
}

/** Lets git look at the index that becomes the commit. */
export function indexOf({ index }: Repository): {
  readonly variables: Readonly<Record<string, string>>;
} {
  return { variables: { GIT_INDEX_FILE: index } };
}

/** Reads `git diff --raw -z --no-renames`. */
export function parseRawDiff(output: string): Staged {
  const fields = output.split('\0');
  const files: StagedFile[] = [];
  let hasMore = false;
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1] ?? '';
    const [modeBefore = '', mode = '', blobBefore = '', blob = ''] = (fields[at] ?? '').split(' ');
    const before = modeBefore === `:${mode}` ? blobBefore : NOTHING;
    if (isFileMode(mode)) files.push({ path, mode, before, blob });
    else hasMore = true;
  }
  return { files, hasMore };
}

function isFileMode(mode: string): mode is StagedFile['mode'] {
  return mode === '100644' || mode === '100755' || mode === '120000';
}
