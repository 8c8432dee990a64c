import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { Asking } from '../push/image-labels.ts';
import { asked, pushImage, sendImage, takenTag } from '../push/push-image.ts';
import { digestReference, reference } from '../push/registry.ts';
import { holderOf, type ImageTag, imageTags, laterReleases } from '../tags/image-tags.ts';
import { knownReleases } from './known-releases.ts';
import type { PreparedPromotion } from './prepare-promotion.ts';

/** A release and its image. */
export interface PromotedRelease extends Pick<PreparedPromotion, 'event' | 'releases'> {
  readonly digest: string;
}

/** The tags that a release would have now, when its version is not taken. Nothing is written. */
export async function rehearsedTags(
  asking: Asking,
  release: PromotedRelease,
): Promise<readonly ImageTag[] | ToolProblem> {
  const images = await imagesFrom(asking, release);
  if (isProblem(images)) return images;
  const tags = imageTags(release.event, [...images.keys()]);
  if (isProblem(tags)) return tags;
  const { environment, surroundings } = asking;
  return (await takenTag(pushOf(asking, release.digest, tags), environment, surroundings)) ?? tags;
}

/**
 * Gives the image of a release its tags; several releases may do so at the same time, on different machines, and nobody
 * waits for another one.
 *
 * A registry writes a tag whatever it means meanwhile, so who asks first and writes then can be late. Yet in the end a
 * moving tag means the highest release that has an image: whoever has written it last has looked for higher releases
 * after that, and would have written once more had there been one. One that was not there yet gives itself its version
 * before it looks, and looks before it writes: it writes the tag after all of that, so that the last one was not the
 * last. For that each look asks origin for tags that are younger than the checkout. What a release is stopped in the midst
 * of, it finishes when it is run again.
 * @returns those that it has at the end.
 */
export async function giveTags(
  asking: Asking,
  release: PromotedRelease,
): Promise<readonly ImageTag[] | ToolProblem> {
  const tags = imageTags(release.event, []);
  if (isProblem(tags)) return tags;
  const { environment, surroundings } = asking;
  // Whether it can look at all is known before anything is written.
  const known = await knownReleases(asking.cwd, release.releases, surroundings);
  if (isProblem(known)) return known;
  const fixed = tags.filter(({ kind }) => kind === 'fixed');
  const push = pushOf(asking, release.digest, fixed);
  const others = await pushImage(push, environment, surroundings);
  if (isProblem(others)) return others;
  const moving = tags.filter(({ kind }) => kind === 'moving');
  const moved = await moveTags(asking, release, moving);
  return isProblem(moved) ? moved : [...fixed, ...moved];
}

/** Writes moving tags, and looks afterwards whose they are, until what was written last is right. */
async function moveTags(
  asking: Asking,
  release: PromotedRelease,
  tags: readonly ImageTag[],
): Promise<readonly ImageTag[] | ToolProblem> {
  const { tag: own } = release.event;
  /** The release whose image each of them was given last. */
  const given = new Map<string, string>();
  for (let round = 0; ; round += 1) {
    const images = await imagesFrom(asking, release);
    if (isProblem(images)) return images;
    const due = tags.flatMap((tag) => dueImage(tag, own, given, images));
    // A round that writes has seen one more image than the one before: there are not more of them than images.
    if (due.length === 0 || round >= images.size) break;
    for (const { tag, holder, digest } of due) {
      const problem = await moveTag(asking, tag, digest);
      if (problem !== undefined) return problem;
      given.set(tag.name, holder);
      if (holder === own) continue;
      const name = reference(asking.repository, tag.name);
      asking.surroundings.tell(`${name} is given to ${holder}, which was released meanwhile\n`);
    }
  }
  return tags.filter(({ name }) => given.get(name) === own);
}

/** What has to be written under a tag: this release's image where it is the highest, and what comes after it where it was. */
function dueImage(
  tag: ImageTag,
  own: string,
  given: ReadonlyMap<string, string>,
  images: ReadonlyMap<string, string>,
): readonly { readonly tag: ImageTag; readonly holder: string; readonly digest: string }[] {
  const holder = holderOf(tag.name, [...images.keys()]) ?? own;
  const digest = images.get(holder);
  const last = given.get(tag.name);
  // One that this release has not moved is not its to give to another one.
  const isDue = last === undefined ? holder === own : holder !== last;
  return digest !== undefined && isDue ? [{ tag, holder, digest }] : [];
}

/** Moves a tag. Another release may move it at the same moment; but what it was it may not be any more. */
async function moveTag(
  asking: Asking,
  tag: ImageTag,
  digest: string,
): Promise<ToolProblem | undefined> {
  const { environment, surroundings, repository } = asking;
  const before = await asked(asking, tag.name, environment, surroundings);
  if (isProblem(before)) return before;
  const problem = await sendImage(pushOf(asking, digest, [tag]), environment, surroundings);
  if (problem !== undefined) return problem;
  const after = await asked(asking, tag.name, environment, surroundings);
  if (isProblem(after)) return after;
  if (after.digest === digest || after.digest !== before.digest) return undefined;
  const means = after.digest ?? 'nothing';
  const message = `${reference(repository, tag.name)} is still ${means} after the push of ${digest}`;
  return toolProblem('PUSH_FAILED', message);
}

/** The images of a release and of those after it, by release. One without an image counts for nothing: it may have been refused. */
async function imagesFrom(
  asking: Asking,
  { digest, event, releases }: PromotedRelease,
): Promise<ReadonlyMap<string, string> | ToolProblem> {
  const { cwd, environment, surroundings } = asking;
  const known = await knownReleases(cwd, releases, surroundings);
  if (isProblem(known)) return known;
  const images = new Map([[event.tag, digest]]);
  for (const release of laterReleases(event.tag, known)) {
    const there = await asked(asking, release.replace(/^v/, ''), environment, surroundings);
    if (isProblem(there)) return there;
    if (there.digest !== undefined) images.set(release, there.digest);
  }
  return images;
}

function pushOf(
  { cwd, repository, deadlineMs }: Asking,
  digest: string,
  tags: readonly ImageTag[],
) {
  const source = digestReference(repository, digest);
  return { cwd, source, digest, repository, tags, deadlineMs };
}
