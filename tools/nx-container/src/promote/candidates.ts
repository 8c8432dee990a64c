import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/** So many pushes behind the one that an image is of nobody looks: its tag has been taken away. */
const MOST = 100;

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/**
 * The commits of a branch at which the image of a revision can have been pushed, oldest first: the revision itself, where
 * it was the newest of the branch, or one behind it that a merge or the same push has brought.
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
  const words = ['rev-list', '--first-parent', '--reverse', '--parents'];
  const range = [`${revision}..${remote}`, '--'];
  const listed = await execute(gitCall(root, 'commits', [...words, ...range]), surroundings);
  if (isProblem(listed)) return listed;
  const later = linesOf(listed.stdout).map((line) => line.split(' '));
  // One that a merge has brought was never the newest of the branch: CI has not pushed it.
  const wasPushed = later[0] === undefined || later[0][1] === revision;
  const own = wasPushed ? [revision] : [];
  return [...own, ...later.flatMap(([commit]) => commit ?? [])].slice(0, MOST);
}
