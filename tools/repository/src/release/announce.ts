import type { Client, Place } from '../github/client.ts';
import { githubProblem } from '../github/github-problem.ts';
import { orNone } from '../github/or-none.ts';
import { RepositoryProblem } from '../problem.ts';
import type { ReleaseTag } from './release-tag.ts';

/** A release as GitHub shows it. */
export interface Announcement {
  readonly release: ReleaseTag;
  /** The commit that the tag names here. */
  readonly commit: string;
  /** Markdown. */
  readonly notes: string;
}

/**
 * Makes the release of a tag on GitHub. One that is there stays as it is: somebody may have added to what it says.
 * @returns what was done
 * @throws RepositoryProblem
 */
export async function announce(
  client: Client,
  place: Place,
  { release, commit, notes }: Announcement,
): Promise<'announced' | 'as it was'> {
  const { tag, isPrerelease } = release;
  try {
    await sameOnGitHub(client, place, { tag, commit });
    if (await isAnnounced(client, place, tag)) return 'as it was';
    // Without a commit: the tag is there, and GitHub would ask for more rights where workflows have changed since.
    await client.request('POST /repos/{owner}/{repo}/releases', {
      ...place,
      name: tag,
      body: notes,
      prerelease: isPrerelease,
      tag_name: tag,
      // GitHub looks which version is the highest.
      make_latest: 'legacy',
    });
    return 'announced';
  } catch (error) {
    throw githubProblem(error, `announcing ${tag}`, 'Give the job `contents: write`.');
  }
}

/** GitHub would make a tag that it has not, at whatever commit is the newest. */
async function sameOnGitHub(
  client: Client,
  place: Place,
  { tag, commit }: { readonly tag: string; readonly commit: string },
): Promise<void> {
  const named = await orNone(
    client.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...place, ref: `tags/${tag}` }),
    [404, 422],
  );
  const sha = named?.data.sha;
  if (sha === commit) return;
  throw new RepositoryProblem(
    'RELEASE_REFUSED',
    sha === undefined ? `GitHub has no tag ${tag}` : `GitHub's ${tag} names ${sha}, not ${commit}`,
    `Push it: git push origin ${tag}`,
  );
}

async function isAnnounced(client: Client, place: Place, tag: string): Promise<boolean> {
  const request = client.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', {
    ...place,
    tag,
  });
  return (await orNone(request)) !== undefined;
}
