/** What made us build: the three kinds of git events that name an image. */
export type GitEvent =
  | { readonly kind: 'branch'; readonly branch: string; readonly revision: string }
  | { readonly kind: 'pull-request'; readonly number: number; readonly revision: string }
  | { readonly kind: 'release'; readonly tag: string; readonly revision: string };

/** What git says of the checkout. */
export interface Checkout {
  /** The commit that is checked out, 40 hex digits. */
  readonly revision: string;
  /** None when no branch is checked out. */
  readonly branch?: string;
  /** The tags `v…` of that commit. */
  readonly releaseTags: readonly string[];
}

/**
 * The event of a run: on GitHub what GitHub says, elsewhere what is checked out. A checkout of a tag `v…`
 * is a release, one of a branch is not, whatever tags its newest commit has.
 * @returns undefined when it can be none of the three: a commit without branch and release tag, more than
 * one release of the same commit, or another commit than GitHub's.
 */
export function gitEvent(
  variables: Readonly<Record<string, string | undefined>>,
  { revision, branch, releaseTags }: Checkout,
): GitEvent | undefined {
  const reference = variables['GITHUB_REF'];
  if (variables['GITHUB_ACTIONS'] === 'true' && reference !== undefined) {
    // A workflow may check out something else than what it was started for.
    if (variables['GITHUB_SHA'] !== revision) return undefined;
    return ofReference(reference, revision, releaseTags);
  }
  if (branch !== undefined) return { kind: 'branch', branch, revision };
  const [tag, ...others] = releaseTags;
  return tag === undefined || others.length > 0 ? undefined : { kind: 'release', tag, revision };
}

function ofReference(
  reference: string,
  revision: string,
  releaseTags: readonly string[],
): GitEvent | undefined {
  const { kind, name = '' } =
    /^refs\/(?<kind>heads|pull|tags)\/(?<name>.+)$/.exec(reference)?.groups ?? {};
  switch (kind) {
    case 'heads':
      return { kind: 'branch', branch: name, revision };
    case 'tags':
      return releaseTags.includes(name) ? { kind: 'release', tag: name, revision } : undefined;
    case 'pull': {
      const number = /^(?<number>[1-9]\d{0,8})\/(?:merge|head)$/.exec(name)?.groups?.['number'];
      return number === undefined
        ? undefined
        : { kind: 'pull-request', number: Number(number), revision };
    }
    default:
      return undefined;
  }
}
