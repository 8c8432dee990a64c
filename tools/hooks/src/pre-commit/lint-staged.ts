import { isAbsolute, relative } from 'node:path';
import { GitFailed } from '../repository.ts';

/** A check of the staged files whose names match; their paths are relative to the workspace. */
export interface Check {
  readonly title: string;
  /** lint-staged's: without a slash it is about the name alone, in every folder. */
  readonly pattern: string;
  readonly run: (paths: readonly string[]) => Promise<void>;
}

/** What lint-staged says when a file has changed in the working tree while it worked. */
const CHANGED = 'Tasks modified files';

/**
 * Has lint-staged choose the staged files and run the checks on them, all at once. It hides nothing,
 * keeps no stash and stages nothing: the checks look at a snapshot, from which the working tree needs no
 * protection. What a person saves meanwhile it would stage; instead it ends the commit.
 * @returns whether the working tree stayed as it was
 * @throws what a check throws; GitFailed when lint-staged could not do its own part
 */
export async function runChecks(root: string, checks: readonly Check[]): Promise<boolean> {
  const said: string[] = [];
  const note = (...words: readonly unknown[]): void => {
    said.push(words.map(String).join(' '));
  };
  const errors: unknown[] = [];
  const tasks = checks.map(({ title, pattern, run }) => {
    const task = async (files: readonly string[]): Promise<void> => {
      try {
        await run(files.map((file) => (isAbsolute(file) ? relative(root, file) : file)));
      } catch (error) {
        errors.push(error);
        throw error;
      }
    };
    return [pattern, { title, task }] as const;
  });
  const { default: lintStaged } = await import('lint-staged');
  const completed = await lintStaged(
    {
      cwd: root,
      quiet: true,
      color: false,
      stash: false,
      hidePartiallyStaged: false,
      failOnChanges: true,
      allowEmpty: true,
      // Its own choice leaves out a link that has become a file.
      diffFilter: 'ACMRT',
      continueOnError: true,
      config: Object.fromEntries(tasks),
    },
    { log: note, warn: note, error: note, debug: note },
  );
  if (errors.length > 0) throw errors[0];
  if (completed) return true;
  if (said.some((text) => text.includes(CHANGED))) return false;
  throw new GitFailed('lint-staged', said.join('\n'));
}
