import { type ProblemCode, RepositoryProblem } from '../problem.ts';
import { type CheckRun, judge, type Judged, type RequiredCheck } from './checks.ts';
import type { ReleaseTag } from './release-tag.ts';

/** What is known of a tag that is to become a release. */
export interface TagState {
  readonly release: ReleaseTag;
  /** The commit that it names. */
  readonly commit: string;
  /** The commit of main that has brought it, whose checks count; undefined when it is not on main. */
  readonly onMain: string | undefined;
  /** The versions that the released projects state, by project. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the changelog says of the version. */
  readonly notes: string | undefined;
  /** Whether main's changelog said that before this commit came to it. */
  readonly isLate: boolean;
}

/**
 * Refuses a tag that no release may be made of, whatever its checks say.
 * @returns what is said of the release, and the commit whose checks count
 * @throws RepositoryProblem `RELEASE_REFUSED`
 */
export function mayBeReleased({ release, commit, onMain, versions, notes, isLate }: TagState): {
  readonly notes: string;
  readonly onMain: string;
} {
  const { tag, version } = release;
  if (onMain === undefined) {
    throw refused(
      `${tag} names ${commit}, which is not on main`,
      'Release the next version of main; one of an older line is made by hand: docs/operate/build-and-push-images.md, "Without GitHub".',
    );
  }
  if (Object.keys(versions).length === 0) {
    throw refused('nx.json names no projects that are released', 'Mend release.groups of nx.json.');
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
  if (isLate) {
    // What came to main in between stands in no changelog, not in the next one either.
    throw refused(
      `${tag} names ${commit}, and main had ${version} before that`,
      `Tag the commit with which ${version} came to main, or release another version.`,
    );
  }
  return { notes, onMain };
}

/** What waiting needs. */
export interface Waiting {
  /** Whose checks they are, as people are told of it: `main`, `v1.2.0`. */
  readonly of: string;
  /** What to do when one has failed. */
  readonly remedy: string;
  /** Asks GitHub anew. */
  readonly runs: () => Promise<readonly CheckRun[]>;
  /** Milliseconds that have gone by, from wherever. */
  readonly now: () => number;
  /** On that clock. */
  readonly giveUpAt: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly tell: (text: string) => void;
}

const BETWEEN_MILLISECONDS = 20_000;
/** Why GitHub has not answered, and may soon. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['GITHUB_BUSY', 'GITHUB_UNREACHABLE']);
/** How long a release waits in all; the job that verifies it has an hour. */
export const LONGEST_MILLISECONDS = 45 * 60_000;

/**
 * Waits until all of these checks have passed for a commit.
 * @throws RepositoryProblem `RELEASE_REFUSED` when one has failed, or did not come, or there is none
 */
export async function checksPassed(
  required: readonly RequiredCheck[],
  waiting: Waiting,
): Promise<void> {
  const { of, remedy } = waiting;
  if (required.length === 0) {
    throw refused(`no checks of ${of} are required`, 'Mend .github/rulesets/main.json.');
  }
  for (;;) {
    const { awaited, failed } = await judged(required, waiting);
    if (failed.length > 0) throw refused(`${failed.join(', ')} (of ${of})`, remedy);
    if (awaited.length === 0) return;
    if (waiting.now() >= waiting.giveUpAt) {
      throw refused(
        `${awaited.join(', ')}: not over (of ${of})`,
        'Run this job again when they are.',
      );
    }
    waiting.tell(`waiting for ${awaited.join(', ')} of ${of}\n`);
    await waiting.wait(BETWEEN_MILLISECONDS);
  }
}

/** That GitHub is away for a moment, or has been asked too much, is no verdict. */
async function judged(
  required: readonly RequiredCheck[],
  { runs, tell }: Waiting,
): Promise<Judged> {
  try {
    return judge(required, await runs());
  } catch (error) {
    if (!(error instanceof RepositoryProblem) || !PASSING.has(error.code)) throw error;
    tell(`${error.message}\n`);
    return { awaited: required.map(({ name }) => name), failed: [] };
  }
}

function refused(message: string, remedy: string): RepositoryProblem {
  return new RepositoryProblem('RELEASE_REFUSED', message, remedy);
}
