import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isProblem, type ToolProblem } from '@modax/findings';
import { execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/** A file at which a person has told git not to look, and what git knows of it. */
export interface HiddenFile {
  /** Relative to the workspace. */
  readonly path: string;
  /** Of its content in the index. */
  readonly object: string;
}

/**
 * Reads what `git ls-files -v --stage -z` says: `H mode object stage<tab>path`, where a small letter is a file that is
 * assumed unchanged and `S` one that is skipped.
 */
export function hiddenFiles(listing: string): readonly HiddenFile[] {
  const entries = listing.matchAll(
    /(?<=^|\0)(?:[a-z]|S) \d+ (?<object>[0-9a-f]+) \d\t(?<path>[^\0]+)/g,
  );
  return [...entries].map(({ groups }) => ({
    path: groups?.['path'] ?? '',
    object: groups?.['object'] ?? '',
  }));
}

/** Those of them that differ from what git knows: their content is asked for, as git will not look by itself. */
export async function changedOfHidden(
  root: string,
  files: readonly HiddenFile[],
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  // git stops at one that is not there, which is one that differs.
  const there = files.filter(({ path }) => existsSync(join(root, path)));
  const gone = files.filter((file) => !there.includes(file));
  const objects = await objectsOf(root, there, surroundings);
  if (isProblem(objects)) return objects;
  const changed = there.filter(({ object }, index) => objects[index] !== object);
  return [...gone, ...changed].map(({ path }) => path);
}

async function objectsOf(
  root: string,
  files: readonly HiddenFile[],
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  if (files.length === 0) return [];
  const words = ['hash-object', '--', ...files.map(({ path }) => path)];
  const output = await execute(gitCall(root, 'content', words), surroundings);
  return isProblem(output) ? output : output.stdout.trimEnd().split('\n');
}
