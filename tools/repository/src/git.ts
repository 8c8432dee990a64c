import { cleanEnvironment, run } from '@modax/command';
import { RepositoryProblem } from './problem.ts';

/** A checkout, and how git is asked about it. */
export interface Checkout {
  /** Its folder. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** What git answers, and whether it said yes (0) or no (1); undefined when it could not say. */
export async function git(
  { root, environment, signal }: Checkout,
  ...words: readonly string[]
): Promise<{ readonly text: string; readonly isYes: boolean } | undefined> {
  const outcome = await run(
    {
      argv: ['git', ...words],
      cwd: root,
      env: cleanEnvironment(environment),
      deadlineMs: 60_000,
      // The commits of a branch, forty years of them.
      outputLimitBytes: 100_000_000,
    },
    { signal },
  );
  if (outcome.kind !== 'exited' || outcome.code > 1) return undefined;
  return { text: outcome.stdout.trim(), isYes: outcome.code === 0 };
}

/**
 * The commit that a tag names.
 * @throws RepositoryProblem `RELEASE_REFUSED` when there is no such tag
 */
export async function commitOfTag(checkout: Checkout, tag: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`];
  const answer = await git(checkout, ...words);
  if (answer?.isYes === true) return answer.text;
  throw new RepositoryProblem(
    'RELEASE_REFUSED',
    `there is no tag ${tag} in this clone`,
    'Fetch the tags: git fetch --tags',
  );
}
