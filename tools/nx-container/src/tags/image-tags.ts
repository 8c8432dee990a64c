import { toolProblem, type ToolProblem } from '@modax/findings';
import { compare, gt, parse, type SemVer } from 'semver';
import { branchTag } from './branch-tag.ts';
import type { GitEvent } from './git-event.ts';

/** A tag of an image. */
export interface ImageTag {
  readonly name: string;
  /** `fixed` once and for ever means the same image; `moving` is the newest of its kind. */
  readonly kind: 'fixed' | 'moving';
}

const SHORT_REVISION = 7;
/** The newest release that is none of the kind `1.2.3-rc.1`. */
const LATEST = 'latest';

/**
 * The tags of the image of an event. A branch has its name and its name with the revision; a pull
 * request `pr-N`; a release its version, `major.minor` when it is the highest of that line, and `latest`
 * when it is the highest of all. A pre-release has its version alone: it moves nothing.
 * `releases` are all release tags of the repository, in any order; what is no version among them counts
 * for nothing.
 */
export function imageTags(
  event: GitEvent,
  releases: readonly string[],
): readonly ImageTag[] | ToolProblem {
  switch (event.kind) {
    case 'branch': {
      const name = branchTag(event.branch);
      return [
        { name, kind: 'moving' },
        { name: `${name}-${event.revision.slice(0, SHORT_REVISION)}`, kind: 'fixed' },
      ];
    }
    case 'pull-request':
      return [{ name: `pr-${event.number}`, kind: 'moving' }];
    case 'release':
      return releaseTags(event.tag, releases);
  }
}

function releaseTags(tag: string, releases: readonly string[]): readonly ImageTag[] | ToolProblem {
  const version = releaseVersion(tag);
  if (version === undefined) {
    return toolProblem(
      'RELEASE_TAG_INVALID',
      `the tag ${tag} is not v and a version of three numbers, without build metadata`,
    );
  }
  const fixed: ImageTag = { name: version.version, kind: 'fixed' };
  if (!isStable(version)) return [fixed];
  const moving = [`${version.major}.${version.minor}`, LATEST].filter(
    (name) => holderOf(name, [tag, ...releases]) === tag,
  );
  return [fixed, ...moving.map((name): ImageTag => ({ name, kind: 'moving' }))];
}

/**
 * The release among several whose image a moving tag means: the highest of the line that it names, for `latest` the
 * highest of all. Pre-releases hold none.
 */
export function holderOf(movingTag: string, releases: readonly string[]): string | undefined {
  const highest = releases
    .flatMap((release) => stableVersion(release) ?? [])
    .filter(({ major, minor }) => movingTag === LATEST || movingTag === `${major}.${minor}`)
    .toSorted(compare)
    .at(-1);
  return highest && `v${highest.version}`;
}

/**
 * The releases that come after one: while there is an image of one of them, moving tags are not this one's. Pre-releases
 * have none that move: nothing comes after one, and they come after nothing.
 */
export function laterReleases(tag: string, releases: readonly string[]): readonly string[] {
  const version = stableVersion(tag);
  if (version === undefined) return [];
  return releases.filter((other) => {
    const otherVersion = stableVersion(other);
    return otherVersion !== undefined && gt(otherVersion, version);
  });
}

function stableVersion(tag: string): SemVer | undefined {
  const version = releaseVersion(tag);
  return version !== undefined && isStable(version) ? version : undefined;
}

function isStable({ prerelease }: SemVer): boolean {
  return prerelease.length === 0;
}

/** The version of a release tag; build metadata cannot stand in a tag of an image. */
function releaseVersion(tag: string): SemVer | undefined {
  const version = tag.startsWith('v') ? parse(tag.slice(1)) : null;
  if (version === null || version.build.length > 0 || version.version !== tag.slice(1)) {
    return undefined;
  }
  // The longest tag of Docker; what is longer no registry would take.
  return version.version.length <= 128 ? version : undefined;
}
