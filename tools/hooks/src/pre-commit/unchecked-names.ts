import type { Finding } from '@modax/findings';
import type { CheckResult } from './check-result.ts';
import type { StagedFile } from './staged.ts';

/**
 * Staged files that no tool was given under their own name: lint-staged turns a backslash into a slash
 * and passes over names that begin with two dots; a name that is not UTF-8 cannot be passed on at all.
 */
export function checkNames(staged: readonly StagedFile[], given: readonly string[]): CheckResult {
  const known = new Set(given);
  return refused(
    staged.filter(({ path, mode }) => isGarbled(path) || (mode !== '120000' && !known.has(path))),
  );
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

function isGarbled(path: string): boolean {
  return path.includes('\ufffd');
}
