import { createHash } from 'node:crypto';

/** Docker's limit for a tag, less the longest that follows a branch's name in one: `-` and seven digits. */
const LONGEST = 128 - 8;
/** `.` and `-` cannot begin a tag. */
const BEGINNING = /^[.-]+/;
/** Tags that mean something else than a branch: releases, the newest one, pull requests. */
const RESERVED = /^(?:latest|v?\d+(?:\.\d+)*(?:[.-].*)?|pr-\d+)$/i;

/** How the fixed tag of a branch at one commit ends: no branch may move another one's. */
const REVISION = /-[0-9a-f]{7}$/;

/**
 * The tag of a branch: its name, with `-` for what a tag cannot hold. A name that is cut, has
 * no letter that a tag can hold, or ends like one with a revision, ends with a part of its digest; one that would be taken for a release or a pull request begins with `branch-`.
 */
export function branchTag(branch: string): string {
  const plain = branch.replace(/[^\w.-]/gu, '-').replace(BEGINNING, '');
  const isNamed = /[a-z0-9]/i.test(plain);
  const named = RESERVED.test(plain) || !isNamed ? `branch-${plain}` : plain;
  if (named.length <= LONGEST && isNamed && !REVISION.test(named)) return named;
  const digest = createHash('sha256').update(branch).digest('hex').slice(0, 8);
  return `${named.slice(0, LONGEST - 9)}-${digest}`;
}
