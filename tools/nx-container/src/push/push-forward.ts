import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import type { GitEvent } from '../tags/git-event.ts';
import type { ImageTag } from '../tags/image-tags.ts';
import type { Asking } from './image-labels.ts';
import { forwardTags } from './newer-image.ts';
import { type Push, pushImage } from './push-image.ts';
import { reference } from './registry.ts';

/** How often a tag is written that others write at the same moment. */
const ROUNDS = 3;

/** An image on its way, and what it is compared with others by. */
export interface ForwardPush extends Push {
  readonly image: Pick<ImageRecord, 'digest' | 'revision' | 'created'>;
  readonly event: GitEvent | undefined;
}

/**
 * Pushes an image under those of its tags that it takes forward. Another push can write a moving one at the same moment,
 * and a registry takes it whatever it means: who finds another image there afterwards compares it again, leaves a later
 * one alone, and writes over an earlier one.
 * @returns the tags that mean the image at the end.
 */
export async function pushForward(
  asking: Asking,
  push: ForwardPush,
  rounds = ROUNDS,
): Promise<readonly ImageTag[] | ToolProblem> {
  const { environment, surroundings } = asking;
  const forward = await forwardTags(asking, push.image, push.event, push.tags);
  if (isProblem(forward) || forward.length === 0) return forward;
  const moved = await pushImage({ ...push, tags: forward }, environment, surroundings);
  if (isProblem(moved)) return moved;
  const own = forward.filter((tag) => !moved.includes(tag));
  if (moved.length === 0) return own;
  if (rounds === 1) {
    const names = moved.map(({ name }) => reference(push.repository, name)).join(', ');
    const message = `${names} meant another image after each of ${String(ROUNDS)} pushes of ${push.digest}`;
    return toolProblem('PUSH_FAILED', message);
  }
  const rest = await pushForward(asking, { ...push, tags: moved }, rounds - 1);
  return isProblem(rest) ? rest : [...own, ...rest];
}
