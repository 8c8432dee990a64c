import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import { execute } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';
import type { GitEvent } from '../tags/git-event.ts';
import { holderOf, type ImageTag } from '../tags/image-tags.ts';
import { type Asking, type ImageLabels, labelsOf } from './image-labels.ts';
import { asked } from './push-image.ts';
import { reference } from './registry.ts';

/** What a label says is somebody's text: only what is a whole name of a commit is given to git. */
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The tags of a push without those that mean the image of something later already: of a later commit of the branch, so
 * that a run of CI which is started again for an old commit takes nobody back; of a higher version of the line, which a
 * clone without all tags does not know. People are told of each that is left alone. Of two commits of which git does not
 * know one, as where a job had its checkout before the other one came, the younger is the later one.
 *
 * Of a pull request all remain: its commits are rewritten, and what was pushed last is what counts.
 */
export async function forwardTags(
  asking: Asking,
  image: Pick<ImageRecord, 'digest' | 'revision' | 'created'>,
  event: GitEvent | undefined,
  tags: readonly ImageTag[],
): Promise<readonly ImageTag[] | ToolProblem> {
  if (event === undefined || event.kind === 'pull-request') return tags;
  const forward: ImageTag[] = [];
  for (const tag of tags) {
    const labels = tag.kind === 'moving' ? await labelsThere(asking, image.digest, tag) : undefined;
    if (labels !== undefined && isProblem(labels)) return labels;
    const later = labels && (await laterOne(asking, { image, event, tag, labels }));
    if (later !== undefined && isProblem(later)) return later;
    if (later === undefined) forward.push(tag);
    else {
      const name = reference(asking.repository, tag.name);
      asking.surroundings.tell(
        `${name} stays as it is: its image is of ${later.is}, which comes after ${later.than}\n`,
      );
    }
  }
  return forward;
}

/**
 * That a tag which others follow means an image of another kind of machine, which those could not run any more.
 * @returns undefined where none does.
 */
export async function otherPlatform(
  asking: Asking,
  image: Pick<ImageRecord, 'digest' | 'platform'>,
  tags: readonly ImageTag[],
): Promise<ToolProblem | undefined> {
  for (const tag of tags.filter(({ kind }) => kind === 'moving')) {
    const labels = await labelsThere(asking, image.digest, tag);
    // Where there is no repository yet, there is no tag.
    if (labels !== undefined && isProblem(labels)) {
      return labels.code === 'REPOSITORY_UNKNOWN' ? undefined : labels;
    }
    const theirs = labels?.platform ?? '';
    if (theirs === '' || theirs === image.platform) continue;
    const name = reference(asking.repository, tag.name);
    const message = `${name} is for ${theirs}, and would become an image for ${image.platform}`;
    return toolProblem('PLATFORM_DIFFERS', message);
  }
  return undefined;
}

/** What the image says of itself that a tag means now; nothing where that is none, or the one to be pushed. */
async function labelsThere(
  asking: Asking,
  digest: string,
  { name }: ImageTag,
): Promise<ImageLabels | undefined | ToolProblem> {
  const there = await asked(asking, name, asking.environment, asking.surroundings);
  if (isProblem(there)) return there;
  const { digest: theirs } = there;
  if (theirs === undefined || theirs === digest) return undefined;
  return labelsOf(asking, theirs);
}

interface Compared {
  readonly image: Pick<ImageRecord, 'revision' | 'created'>;
  readonly event: GitEvent;
  readonly tag: ImageTag;
  readonly labels: ImageLabels;
}

/** What the other image is of, and what ours is of, where the other one comes after. */
interface Later {
  readonly is: string;
  readonly than: string;
}

async function laterOne(
  { cwd, surroundings }: Asking,
  { image: { revision, created }, event, tag, labels }: Compared,
): Promise<Later | undefined | ToolProblem> {
  if (event.kind === 'release') {
    const isOurs = holderOf(tag.name, [event.tag, `v${labels.version}`]) === event.tag;
    return isOurs ? undefined : { is: labels.version, than: event.tag.slice(1) };
  }
  // The same commit on another base is no later one. One of files that were not committed ends with `-dirty`.
  if (labels.revision === revision || !COMMIT.test(labels.revision)) return undefined;
  const words = ['merge-base', '--is-ancestor', revision, labels.revision];
  const isAfter = await execute(gitCall(cwd, 'ancestor', words, [0, 1, 128]), surroundings);
  if (isProblem(isAfter)) return isAfter;
  // 128: git does not know one of them. What says no time is no later one.
  const isYounger = isAfter.code === 128 && Date.parse(labels.created) > Date.parse(created);
  return isAfter.code === 0 || isYounger ? { is: labels.revision, than: revision } : undefined;
}
