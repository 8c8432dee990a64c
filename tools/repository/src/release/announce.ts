import { recordOf } from '@modax/findings';
import type { Client, Target } from '../github/client.ts';
import { githubProblem } from '../github/github-problem.ts';
import type { ReleaseTag } from './release-tag.ts';

/** A release as GitHub shows it. */
export interface Announcement {
  readonly release: ReleaseTag;
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
  place: Pick<Target, 'owner' | 'repo'>,
  { release, notes }: Announcement,
): Promise<'announced' | 'as it was' | 'changed'> {
  const { tag, isPrerelease } = release;
  const wanted = { name: tag, body: notes, draft: false, prerelease: isPrerelease };
  try {
    const there = await releaseOf(client, place, tag);
    if (there === undefined) {
      await client.request('POST /repos/{owner}/{repo}/releases', {
        ...place,
        ...wanted,
        tag_name: tag,
        // GitHub looks which version is the highest.
        make_latest: 'legacy',
      });
      return 'announced';
    }
    const { name, body, draft, prerelease } = there;
    const isSame = Object.entries({ name, body, draft, prerelease }).every(
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

async function releaseOf(client: Client, place: Pick<Target, 'owner' | 'repo'>, tag: string) {
  try {
    const route = 'GET /repos/{owner}/{repo}/releases/tags/{tag}';
    return (await client.request(route, { ...place, tag })).data;
  } catch (error) {
    if (recordOf(error)?.['status'] === 404) return undefined;
    throw error;
  }
}
