import { recordOf } from '@modax/findings';
import type { Client, Place } from '../github/client.ts';
import { githubProblem } from '../github/github-problem.ts';
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
 * Makes the release of a tag on GitHub what is announced: a new one, or the one that is there. A second time it changes
 * nothing.
 * @returns what was done
 * @throws RepositoryProblem
 */
export async function announce(
  client: Client,
  place: Place,
  { release, commit, notes }: Announcement,
): Promise<'announced' | 'as it was' | 'changed'> {
  const { tag, isPrerelease } = release;
  const wanted = { name: tag, body: notes, prerelease: isPrerelease };
  try {
    await sameOnGitHub(client, place, { tag, commit });
    const there = await releaseOf(client, place, tag);
    if (there === undefined) {
      await client.request('POST /repos/{owner}/{repo}/releases', {
        ...place,
        ...wanted,
        tag_name: tag,
        target_commitish: commit,
        // GitHub looks which version is the highest.
        make_latest: 'legacy',
      });
      return 'announced';
    }
    const { name, body, prerelease } = there;
    const isSame = Object.entries({ name, body, prerelease }).every(
      ([key, value]) => wanted[key as keyof typeof wanted] === value,
    );
    if (isSame) return 'as it was';
    await client.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', {
      ...place,
      ...wanted,
      release_id: there.id,
    });
    return 'changed';
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
  const sha = await client
    .request('GET /repos/{owner}/{repo}/commits/{ref}', { ...place, ref: `tags/${tag}` })
    .then(({ data }) => data.sha)
    .catch((error: unknown) => {
      const status = recordOf(error)?.['status'];
      if (status === 404 || status === 422) return undefined;
      throw error;
    });
  if (sha === commit) return;
  throw new RepositoryProblem(
    'RELEASE_REFUSED',
    sha === undefined ? `GitHub has no tag ${tag}` : `GitHub's ${tag} names ${sha}, not ${commit}`,
    `Push it: git push origin ${tag}`,
  );
}

async function releaseOf(client: Client, place: Place, tag: string) {
  try {
    const route = 'GET /repos/{owner}/{repo}/releases/tags/{tag}';
    return (await client.request(route, { ...place, tag })).data;
  } catch (error) {
    if (recordOf(error)?.['status'] === 404) return undefined;
    throw error;
  }
}
