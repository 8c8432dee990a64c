import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';

/** Which repository, where, and as whom. */
export interface Target {
  readonly owner: string;
  readonly repo: string;
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
    const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
    options.request = { ...options.request, signal: AbortSignal.any([signal, deadline]) };
  });
  return client;
}
