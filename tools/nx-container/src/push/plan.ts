import { toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import type { ScanRecord } from '../scan/scan-record.ts';
import type { GitEvent } from '../tags/git-event.ts';
import { type ImageTag, imageTags } from '../tags/image-tags.ts';
import type { PushedCheckout } from './checkout.ts';

/** What a push rests on. */
export interface PushGrounds {
  readonly image: ImageRecord;
  /** None when the image has not passed a scan. */
  readonly scan: ScanRecord | undefined;
  /** What an image of the files that are there now would be: its revision and its base images. */
  readonly revision: string;
  readonly bases: readonly string[];
  readonly now: Date;
  readonly checkout: PushedCheckout;
  /** None when it is not known what the image is of. */
  readonly event: GitEvent | undefined;
}

/** The tags of a push, or why there is none: decided before any registry is asked. */
export function pushTags({
  image,
  scan,
  revision,
  bases,
  now,
  checkout,
  event,
}: PushGrounds): readonly ImageTag[] | ToolProblem {
  const unscanned = lackOfScan(image, scan, now);
  if (unscanned !== undefined) return toolProblem('IMAGE_NOT_SCANNED', unscanned);
  if (image.revision !== revision || image.bases.join() !== bases.join()) {
    return toolProblem(
      'IMAGE_NOT_BUILT',
      `the image is of ${image.revision}, what is checked out would be ${revision}`,
    );
  }
  if (event === undefined) {
    return toolProblem(
      'EVENT_UNKNOWN',
      'neither a branch nor one release tag is checked out, or not that of the release, so the image has no name',
    );
  }
  if (image.revision.endsWith('-dirty') || (event.kind === 'release' && checkout.dirty)) {
    return toolProblem(
      'TREE_DIRTY',
      `files differ from the commit ${checkout.revision}, by which the image would be known`,
    );
  }
  return imageTags(event, checkout.releases);
}

/**
 * Why an image is not that of the release: a version that was given away once is taken for ever. What is only rehearsed
 * has its version not yet.
 */
export function otherVersion(
  { project, version }: Pick<ImageRecord, 'project' | 'version'>,
  event: GitEvent | undefined,
): ToolProblem | undefined {
  if (event?.kind !== 'release' || event.tag === `v${version}`) return undefined;
  return toolProblem('RELEASE_VERSION_DIFFERS', `${project} is ${version}, the tag ${event.tag}`);
}

/** The threshold that passes so much that nothing may leave with it. */
const TOO_LOOSE = 'critical';

/** How long a scan counts: a push that fails can be run again, and midnight ends none. */
const SCAN_COUNTS_MS = 24 * 3_600_000;

function lackOfScan(
  { digest }: ImageRecord,
  scan: ScanRecord | undefined,
  now: Date,
): string | undefined {
  if (scan === undefined) return `${digest} has not passed a scan`;
  if (scan.digest !== digest) return `${scan.digest} has passed a scan, ${digest} is to be pushed`;
  // The other way round, what is no time would count for ever, as what a wrong clock has dated ahead would.
  if (!(Math.abs(now.getTime() - Date.parse(scan.scanned)) <= SCAN_COUNTS_MS)) {
    return `${digest} was scanned at ${scan.scanned}; much may be known since`;
  }
  if (scan.acceptedUntil !== undefined && scan.acceptedUntil < now.toISOString().slice(0, 10)) {
    return `${digest} has passed a scan with an exception that ended on ${scan.acceptedUntil}`;
  }
  return scan.severity === TOO_LOOSE
    ? `${digest} has passed a scan for ${TOO_LOOSE} vulnerabilities alone`
    : undefined;
}
