import { parseJson, recordOf, textOf } from '@modax/findings';

/** What a job of GitHub Actions knows of itself and of the remote cache. */
export interface JobIdentity {
  /** The remote cache; empty when there is none. */
  readonly server: string;
  /** Where GitHub gives a job its identity; nothing where it gives none, as to a pull request from a fork. */
  readonly requestUrl: string | undefined;
  readonly requestToken: string | undefined;
}

/** For whom an identity is made out: what the policy of the remote cache names. */
const AUDIENCE = 'modax-cache';
const DEADLINE_MS = 10_000;

/** A token for this job, or why it goes without one. */
export type CacheToken = { readonly token: string } | { readonly without: string };

/**
 * Shows the remote cache who this job is, and is given a token for what such a job may read and write. Never fails a
 * build: whatever goes wrong, the job works without the cache.
 */
export async function cacheToken(
  { server, requestUrl, requestToken }: JobIdentity,
  ask: typeof fetch = fetch,
): Promise<CacheToken> {
  if (server === '') return { without: 'there is no remote cache' };
  if (requestUrl === undefined || requestToken === undefined) {
    return { without: 'this job has no identity, as a pull request from a fork has none' };
  }
  try {
    const identityUrl = new URL(requestUrl);
    identityUrl.searchParams.set('audience', AUDIENCE);
    const identity = await answer(ask, identityUrl, requestToken, 'GET', 'value');
    const token = await answer(
      ask,
      new URL(`${server.replace(/\/+$/, '')}/v1/token`),
      identity,
      'POST',
      'token',
    );
    return { token };
  } catch (error) {
    return { without: error instanceof Error ? error.message : String(error) };
  }
}

async function answer(
  ask: typeof fetch,
  url: URL,
  bearer: string,
  method: 'GET' | 'POST',
  field: string,
): Promise<string> {
  const response = await ask(url, {
    method,
    headers: { authorization: `Bearer ${bearer}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`${url.host} answered ${response.status}`);
  const value = textOf(recordOf(parseJson(await response.text()))?.[field]);
  if (value === undefined || !/^[\w.-]+$/.test(value)) {
    throw new Error(`${url.host} answered without a ${field}`);
  }
  return value;
}
