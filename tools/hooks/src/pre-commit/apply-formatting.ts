import {
  chmodSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '@modax/command';
import { isMissing } from '@modax/findings';
import { git, type Repository } from '../repository.ts';
import type { RunContext } from './run-context.ts';
import type { Reformatted } from './formatting.ts';
import { indexOf, type Staged, type StagedFile } from './staged.ts';

/** What became of formatted files. */
export interface Applied {
  /** Paths that stayed as they are in the working tree. */
  readonly kept: readonly string[];
  /** Formatted, the staged files are what the last commit has: then nothing was written. */
  readonly empty: boolean;
}

/**
 * Stages formatted files, and writes them into the working tree where that loses nothing. A file with
 * changes that are not staged keeps them: the formatting is merged in, or, where both change the same
 * lines, the file stays as it is.
 */
export async function applyFormatting(
  context: RunContext,
  changed: ReadonlyMap<string, Reformatted>,
  staged: Staged,
): Promise<Applied> {
  const files: StagedFile[] = [];
  for (const file of staged.files) {
    const contents = changed.get(file.path);
    const blob = contents && (await store(context, file.path, contents.after));
    files.push(blob === undefined ? file : { ...file, blob });
  }
  if (!staged.hasMore && files.every(({ blob, before }) => blob === before)) {
    return { kept: [], empty: true };
  }
  const kept: string[] = [];
  for (const [path, contents] of changed) {
    if (!(await writeInto(context, path, contents))) kept.push(path);
  }
  const entries = files.filter(({ path }) => changed.has(path));
  await updateIndexes(
    context.repository,
    entries.map(({ mode, blob, path }) => `${mode} ${blob}\t${path}\0`).join(''),
  );
  return { kept, empty: false };
}

/** The id of new content, after the filters that git has for this path. */
async function store(
  { repository, scratch }: RunContext,
  path: string,
  content: Buffer,
): Promise<string> {
  const file = join(scratch, 'content');
  writeFileSync(file, content);
  // `--path` says whose filters; the name of the file itself says nothing.
  return (await git(repository, ['hash-object', '-w', `--path=${path}`, '--', file])).trim();
}

async function updateIndexes(repository: Repository, entries: string): Promise<void> {
  const words = ['update-index', '-z', '--index-info'];
  await git(repository, words, { ...indexOf(repository), stdin: entries });
  // `git commit <path>` commits from an index of its own, and has the ordinary one ready beside it, in
  // its lock file, for after the commit.
  const ordinary = join(repository.gitFolder, 'index.lock');
  if (/\/next-index-\d+\.lock$/.test(repository.index)) {
    await git(repository, words, { variables: { GIT_INDEX_FILE: ordinary }, stdin: entries });
  }
}

/** Whether the file in the working tree now has the formatting. */
async function writeInto(
  context: RunContext,
  path: string,
  { before, after }: Reformatted,
): Promise<boolean> {
  const file = join(context.repository.root, path);
  const own = readOwnFile(context.repository.root, path);
  if (own === undefined) return false;
  if (own.equals(after)) return true;
  const merged = own.equals(before) ? after : await merge(context, { own, before, after });
  if (merged === undefined) return false;
  // Written beside and moved into place whole; in git's folder, so that nothing can be left lying about.
  const draft = join(context.scratch, 'draft');
  writeFileSync(draft, merged);
  chmodSync(draft, lstatSync(file).mode);
  // Someone may have saved the file meanwhile.
  if (readOwnFile(context.repository.root, path)?.equals(own) !== true) return false;
  return moved(draft, file);
}

/** Whether a file could be moved: from another disk it cannot in one step. */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EXDEV') return false;
    throw error;
  }
}

/** A regular file of the working tree; nothing for what else may lie in its place. */
function readOwnFile(root: string, path: string): Buffer | undefined {
  const file = join(root, path);
  try {
    if (realpathSync(dirname(file)) !== join(root, dirname(path))) return undefined;
    return lstatSync(file).isFile() ? readFileSync(file) : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Both changes of the staged content in one; nothing where they touch the same lines. */
async function merge(
  { repository, scratch }: RunContext,
  contents: { readonly own: Buffer } & Reformatted,
): Promise<Buffer | undefined> {
  const files = (['own', 'before', 'after'] as const).map((name) => {
    const file = join(scratch, name);
    writeFileSync(file, contents[name]);
    return file;
  });
  const outcome = await run(
    {
      argv: ['git', 'merge-file', '--quiet', ...files],
      cwd: scratch,
      env: repository.environment,
      deadlineMs: 60_000,
      outputLimitBytes: 1024 * 1024,
    },
    { signal: repository.signal },
  );
  // It writes into the first file; its exit code counts the conflicts.
  if (outcome.kind !== 'exited' || outcome.code !== 0) return undefined;
  return readFileSync(join(scratch, 'own'));
}
