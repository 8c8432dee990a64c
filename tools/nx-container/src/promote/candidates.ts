import { toolProblem, type ToolProblem } from '@modax/findings';
import { execute, isProblem, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/** So many pushes behind the one that an image is of nobody looks: its tag has been taken away. */
const MOST = 100;

/** The release tags that are on a branch; what somebody has tagged elsewhere is no release. */
export async function releasesOn(
  root: string,
  branch: string,
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  const merged = `--merged=refs/remotes/origin/${branch}`;
  const words = ['for-each-ref', '--format=%(refname:strip=2)', merged, 'refs/tags/v*'];
  const listed = await execute(gitCall(root, 'releases', words), surroundings);
  return isProblem(listed) ? listed : linesOf(listed.stdout);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/**
 * The commits of a branch at which the image of a revision can have been pushed, oldest first: the revision itself, where
 * it was pushed, or one behind it that a merge or the same push has brought.
 */
export async function candidates(
  root: string,
  { branch, revision }: { readonly branch: string; readonly revision: string },
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  const remote = `refs/remotes/origin/${branch}`;
  const isOn = await execute(
    gitCall(root, 'ancestor', ['merge-base', '--is-ancestor', revision, remote], [0, 1, 128]),
    surroundings,
  );
  if (isProblem(isOn)) return isOn;
  if (isOn.code !== 0) {
    return toolProblem(
      'RELEASE_NOT_ON_BRANCH',
      isOn.code === 1
        ? `${revision} is not on ${branch}`
        : `there is no ${remote} that ${revision} could be on`,
    );
  }
  const words = ['rev-list', '--first-parent', '--reverse', `${revision}..${remote}`, '--'];
  const later = await execute(gitCall(root, 'commits', words), surroundings);
  if (isProblem(later)) return later;
  return [revision, ...linesOf(later.stdout)].slice(0, MOST);
}
