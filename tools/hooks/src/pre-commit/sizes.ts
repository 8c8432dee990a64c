import type { Finding } from '@modax/findings';
import { git, type Repository } from '../repository.ts';
import type { CheckResult } from './check-result.ts';
import type { StagedFile } from './staged.ts';

/**
 * The largest file that belongs into the history, where it stays in every clone for ever. Twice the
 * largest that this repository has for a good reason, `uv.lock`.
 */
export const LARGEST_FILE_BYTES = 1024 * 1024;

/** Files that are larger than what belongs into the history. */
export async function checkSizes(
  repository: Repository,
  files: readonly StagedFile[],
): Promise<CheckResult> {
  const answer = await git(repository, ['cat-file', '--batch-check=%(objectsize)'], {
    stdin: files.map(({ blob }) => `${blob}\n`).join(''),
  });
  const sizes = answer.trimEnd().split('\n').map(Number);
  const findings = files.flatMap(({ path }, at) => tooLarge(path, sizes[at]));
  return { tool: 'hooks', projectRoot: '.', findings, problems: [], budget: 0 };
}

function tooLarge(path: string, size: number | undefined): readonly Finding[] {
  if (size !== undefined && size <= LARGEST_FILE_BYTES) return [];
  return [
    {
      tool: 'hooks',
      rule: 'large-file',
      severity: 'error',
      message:
        `${inKibibytes(size ?? Number.NaN)}, the limit is ${inKibibytes(LARGEST_FILE_BYTES)}: ` +
        `take it out with \`git restore --staged\` and keep it where artefacts are kept`,
      location: { path },
    },
  ];
}

function inKibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
