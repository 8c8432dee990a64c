import { type Checkout, type GitEvent, gitEvent } from './git-event.ts';

/**
 * The release that is published, also from a branch: there a release of Nx tags the newest commit. Of
 * `tag`, where it is known, or of the one release tag of the commit that is checked out.
 * @returns undefined when the commit does not have that tag, or not exactly one.
 */
export function releaseEvent(
  variables: Readonly<Record<string, string | undefined>>,
  checkout: Checkout,
  tag?: string,
): GitEvent | undefined {
  const { revision, releaseTags } = checkout;
  if (tag !== undefined) {
    return releaseTags.includes(tag) ? { kind: 'release', tag, revision } : undefined;
  }
  const event = gitEvent(variables, { revision, releaseTags });
  return event?.kind === 'release' ? event : undefined;
}
