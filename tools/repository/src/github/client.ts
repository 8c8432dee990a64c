import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { RepositoryProblem } from '../problem.ts';

/** A repository; what the client takes as a part of a request is no interface. */
export type Place = Readonly<Record<'owner' | 'repo', string>>;

/** Which repository, where, and as whom. */
export interface Target extends Place {
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: string;
  /** Ends every request. */
  readonly signal: AbortSignal;
}

const DEADLINE_MILLISECONDS = 30_000;

const Client = Octokit.plugin(paginateRest);
export type Client = InstanceType<typeof Client>;

/** A client of GitHub's API. The token goes into a header alone, and is logged nowhere. */
export function clientFor({ apiUrl, token, signal }: Target): Client {
  const silent = (): void => undefined;
  const client = new Client({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'modax-repository',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { redirect: 'error' },
  });
  // What a hook that wraps gives on is not heeded by the next one: it is set in place.
  client.hook.before('request', (options) => {
    // The next page is where GitHub says; the token goes nowhere else.
    if (!options.url.startsWith('/') && !options.url.startsWith(`${apiUrl}/`)) {
      throw new RepositoryProblem(
        'GITHUB_REFUSED',
        `GitHub sends to another host: ${options.url}`,
        'Look what answers at GITHUB_API_URL.',
      );
    }
    const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
    options.request = { ...options.request, signal: AbortSignal.any([signal, deadline]) };
  });
  return client;
}
