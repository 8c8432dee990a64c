import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isProblem, type ToolProblem } from '@modax/findings';
import { execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/** A file at which a person has told git not to look, and what git knows of it. */
export interface HiddenFile {
  /** Relative to the workspace. */
  readonly path: string;
  /** As git names it: `100644`, `100755`, `120000` for a link; all others are no files. */
  readonly mode: string;
  /** Of its content in the index. */
  readonly object: string;
}

/** So many paths are given to git at a time: a command cannot be of any length. */
const AT_A_TIME = 500;

/**
 * Reads what `git ls-files -v --stage -z` says: `H mode object stage<tab>path`, where a small letter is a file that is
 * assumed unchanged and `S` one that is skipped.
 */
export function hiddenFiles(listing: string): readonly HiddenFile[] {
  const entries = listing.matchAll(
    /(?<=^|\0)(?:[a-z]|S) (?<mode>\d+) (?<object>[0-9a-f]+) \d\t(?<path>[^\0]+)/g,
  );
  return [...entries].map(({ groups }) => ({
    path: groups?.['path'] ?? '',
    mode: groups?.['mode'] ?? '',
    object: groups?.['object'] ?? '',
  }));
}

/** Those of them that differ from what git knows: they are looked at here, as git will not do it by itself. */
export async function changedOfHidden(
  root: string,
  files: readonly HiddenFile[],
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  const kinds = new Map(files.map((file) => [file, kindOf(root, file)]));
  const regular = files.filter((file) => kinds.get(file) === 'as known');
  const changed = new Set(files.filter((file) => kinds.get(file) === 'changed'));
  for (let from = 0; from < regular.length; from += AT_A_TIME) {
    const some = regular.slice(from, from + AT_A_TIME);
    const words = ['hash-object', '--', ...some.map(({ path }) => path)];
    const output = await execute(gitCall(root, 'content', words), surroundings);
    if (isProblem(output)) return output;
    const objects = output.stdout.trimEnd().split('\n');
    some.filter(({ object }, at) => objects[at] !== object).forEach((file) => changed.add(file));
  }
  return files.filter((file) => changed.has(file)).map(({ path }) => path);
}

/** A file of the kind that git knows, of which only the content is still to be compared; or the answer already. */
function kindOf(root: string, { path, mode, object }: HiddenFile): 'as known' | 'changed' | 'same' {
  const file = join(root, path);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (mode === '120000') {
    if (there?.isSymbolicLink() !== true) return 'changed';
    return objectOf(readlinkSync(file), object.length) === object ? 'same' : 'changed';
  }
  if (there?.isFile() !== true) return 'changed';
  const isProgram = (there.mode & 0o100) !== 0;
  return mode === (isProgram ? '100755' : '100644') ? 'as known' : 'changed';
}

/** How git names a content (gitformat-pack: a blob's header and bytes); by SHA-1, or in newer repositories by SHA-256. */
function objectOf(content: string, digits: number): string {
  const bytes = Buffer.from(content);
  const hash = createHash(digits === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
