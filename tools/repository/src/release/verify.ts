import { recordOf, textOf } from '@modax/findings';
import { RepositoryProblem } from '../problem.ts';
import type { Ruleset } from '../rules/rules.ts';
import { type CheckRun, judge, requiredChecks } from './checks.ts';
import type { ReleaseTag } from './release-tag.ts';

/** What is known of a tag that is to become a release. */
export interface TagState {
  readonly release: ReleaseTag;
  /** The commit that it names. */
  readonly commit: string;
  readonly isOnMain: boolean;
  /** The versions that the released projects state, by project. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the changelog says of the version. */
  readonly notes: string | undefined;
}

/**
 * Refuses a tag that no release may be made of, whatever its checks say.
 * @returns what is said of the release
 * @throws RepositoryProblem `RELEASE_REFUSED`
 */
export function mayBeReleased({ release, commit, isOnMain, versions, notes }: TagState): string {
  const { tag, version } = release;
  if (!isOnMain) {
    throw refused(
      `${tag} names ${commit}, which is not on main`,
      'Merge it, and tag what is on main.',
    );
  }
  const other = Object.entries(versions).find(([, stated]) => stated !== version);
  if (other !== undefined) {
    throw refused(
      `${tag} is ${version}, and ${other[0]} states ${other[1]}`,
      'Let `npm run release` make versions, changelog and tag.',
    );
  }
  if (notes === undefined) {
    throw refused(
      `CHANGELOG.md says nothing of ${version}`,
      'Let `npm run release` make versions, changelog and tag.',
    );
  }
  return notes;
}

/** What waiting needs. */
export interface Waiting {
  /** Asks GitHub anew. */
  readonly runs: () => Promise<readonly CheckRun[]>;
  /** Milliseconds that have gone by, from wherever. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly tell: (text: string) => void;
}

const BETWEEN_MILLISECONDS = 20_000;
const LONGEST_MILLISECONDS = 45 * 60_000;

/**
 * Waits until all checks that `main` requires have passed for a commit.
 * @throws RepositoryProblem `RELEASE_REFUSED` when one has failed, or did not come
 */
export async function checksPassed(main: Ruleset, waiting: Waiting): Promise<void> {
  const required = requiredChecks(main);
  const giveUpAt = waiting.now() + LONGEST_MILLISECONDS;
  for (;;) {
    const { awaited, failed } = judge(required, await waiting.runs());
    if (failed.length > 0) throw refused(failed.join(', '), 'Mend main, and tag what is green.');
    if (awaited.length === 0) return;
    if (waiting.now() >= giveUpAt) {
      throw refused(`${awaited.join(', ')}: not over`, 'Run this job again when they are.');
    }
    waiting.tell(`waiting for ${awaited.join(', ')}\n`);
    await waiting.wait(BETWEEN_MILLISECONDS);
  }
}

function refused(message: string, remedy: string): RepositoryProblem {
  return new RepositoryProblem('RELEASE_REFUSED', message, remedy);
}

/** Reads a run of a check out of GitHub's answer. */
export function checkRun(value: unknown): CheckRun {
  const { name, status, conclusion, app } = recordOf(value) ?? {};
  const id = recordOf(app)?.['id'];
  return {
    name: textOf(name) ?? '',
    status: textOf(status) ?? '',
    conclusion: textOf(conclusion) ?? null,
    application: typeof id === 'number' ? id : undefined,
  };
}
