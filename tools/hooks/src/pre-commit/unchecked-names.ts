import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@modax/findings';
import type { CheckResult } from './check-result.ts';
import type { StagedFile } from './staged.ts';

/**
 * Staged files that no tool was given under their own name: lint-staged turns a backslash into a slash
 * and passes over names that begin with two dots; a name that is not UTF-8 cannot be passed on at all;
 * and in the place of installed packages the snapshot has those.
 */
export function checkNames(
  tree: string,
  staged: readonly StagedFile[],
  given: readonly string[],
): CheckResult {
  const known = new Set(given);
  return refused(
    staged.filter(
      ({ path, mode }) => (mode !== '120000' && !known.has(path)) || !isThere(join(tree, path)),
    ),
  );
}

/** Whether the snapshot has anything under that name. */
export function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Names with which lint-staged cannot read what git tells it: with one of them it does nothing at all. */
export function namesBeyondLintStaged(staged: readonly StagedFile[]): CheckResult {
  return refused(staged.filter(({ path }) => path.startsWith(':')));
}

function refused(files: readonly StagedFile[]): CheckResult {
  const findings = files.map(({ path }): Finding => ({
    tool: 'hooks',
    rule: 'unchecked-name',
    severity: 'error',
    message: 'no tool can be given a file of this name: rename it with `git mv`',
    location: { path },
  }));
  return { tool: 'hooks', projectRoot: '.', findings, problems: [], budget: 0 };
}
