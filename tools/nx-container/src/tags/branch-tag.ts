import { createHash } from 'node:crypto';

/** Docker's limit for a tag, less the longest that follows a branch's name in one: `-` and seven digits. */
const LONGEST = 128 - 8;
/** `.` and `-` cannot begin a tag. */
const BEGINNING = /^[.-]+/;
/** Tags that mean something else than a branch: releases, the newest one, pull requests. */
const RESERVED = /^(?:latest|v?\d+(?:\.\d+)*(?:[.-].*)?|pr-\d+)$/i;

/**
 * Names that are the tag of another branch, or its fixed one at a commit: as they begin where one would be taken for
 * something else, and as they end with a revision or a part of a digest.
 */
const OF_ANOTHER = /^branch-|-[0-9a-f]{7,8}$/;

/**
 * The tag of a branch: its name, with `-` for `/`. A name that would be taken for a release or a pull request begins with
 * `branch-`. One that a tag cannot hold, or that could be the tag of another branch, ends with a part of its digest; but
 * `a/b` and `a-b` are one tag.
 */
export function branchTag(branch: string): string {
  const slashed = branch.replaceAll('/', '-');
  const plain = slashed.replace(/[^\w.-]/gu, '-').replace(BEGINNING, '');
  const isNamed = /[a-z0-9]/i.test(plain);
  const named = RESERVED.test(plain) || !isNamed ? `branch-${plain}` : plain;
  const isWhole = plain === slashed && named.length <= LONGEST;
  if (isWhole && isNamed && !OF_ANOTHER.test(plain)) return named;
  const digest = createHash('sha256').update(branch).digest('hex').slice(0, 8);
  return `${named.slice(0, LONGEST - 9)}-${digest}`;
}
