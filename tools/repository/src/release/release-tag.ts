import { wrongUse } from '../commands/wrong-use.ts';

/** A tag that is a release: `v` and a version of three numbers, as nx-container reads it. */
export interface ReleaseTag {
  readonly tag: string;
  readonly version: string;
  readonly isPrerelease: boolean;
}

/** semver.org, without build metadata: no tag of an image could hold it. */
const TAG =
  /^v(?<version>(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?<pre>-(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?)$/;

/** @throws RepositoryProblem `WRONG_USE` */
export function releaseTag(tag: string): ReleaseTag {
  const { version, pre } = TAG.exec(tag)?.groups ?? {};
  if (version === undefined) throw wrongUse(`${JSON.stringify(tag)} is no release, such as v1.2.3`);
  return { tag, version, isPrerelease: pre !== undefined };
}
