import { isProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import { execute } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';
import type { GitEvent } from '../tags/git-event.ts';
import type { ImageTag } from '../tags/image-tags.ts';
import { type Asking, labelsOf } from './image-labels.ts';
import { asked } from './push-image.ts';
import { reference } from './registry.ts';
import { retried } from './retry.ts';

/** What a label says is somebody's text: only what is a whole name of a commit is given to git. */
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The tags of a push without those of a branch that mean the image of a later commit already: a run of CI that is
 * started again for an old commit takes nobody back. People are told of each that is left alone.
 *
 * Of a pull request all remain: its commits are rewritten, and what was pushed last is what counts. Of a release its
 * version decides, not its commit.
 */
export async function forwardTags(
  asking: Asking,
  image: Pick<ImageRecord, 'digest' | 'revision'>,
  event: GitEvent | undefined,
  tags: readonly ImageTag[],
): Promise<readonly ImageTag[] | ToolProblem> {
  if (event?.kind !== 'branch') return tags;
  const forward: ImageTag[] = [];
  for (const tag of tags) {
    const newer = tag.kind === 'moving' ? await newerRevision(asking, image, tag) : {};
    if (isProblem(newer)) return newer;
    if (newer.revision === undefined) forward.push(tag);
    else {
      const name = reference(asking.repository, tag.name);
      asking.surroundings.tell(
        `${name} stays as it is: its image is of ${newer.revision}, which comes after ${image.revision}\n`,
      );
    }
  }
  return forward;
}

/** The commit of the image that a tag means now, where that comes after the one of the image to be pushed. */
async function newerRevision(
  asking: Asking,
  { digest, revision }: Pick<ImageRecord, 'digest' | 'revision'>,
  { name }: ImageTag,
): Promise<{ readonly revision?: string } | ToolProblem> {
  const { cwd, environment, surroundings } = asking;
  const there = await asked(asking, name, environment, surroundings);
  if (isProblem(there)) return there;
  const { digest: theirs } = there;
  if (theirs === undefined || theirs === digest) return {};
  const labels = await retried(() => labelsOf(asking, theirs), surroundings);
  if (isProblem(labels)) return labels;
  // The same commit on another base is no later one. One of files that were not committed ends with `-dirty`.
  if (labels.revision === revision || !COMMIT.test(labels.revision)) return {};
  const words = ['merge-base', '--is-ancestor', revision, labels.revision];
  // 128: git does not know one of them, as of a branch that was rewritten or that nobody has fetched.
  const isAfter = await execute(gitCall(cwd, 'ancestor', words, [0, 1, 128]), surroundings);
  if (isProblem(isAfter)) return isAfter;
  return isAfter.code === 0 ? { revision: labels.revision } : {};
}
