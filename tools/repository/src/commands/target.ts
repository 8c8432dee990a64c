import { RepositoryProblem } from '../problem.ts';
import { wrongUse } from './wrong-use.ts';

const REPOSITORY = /^([a-z\d](?:[a-z\d-]{0,38}))\/(?!\.{1,2}$)([\w.-]{1,100})$/i;
const REMOTE =
  /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?(?<host>[^:/]+)(?::\d+)?[:/]\/?(?<name>[^/]+\/[^/]+?)(?:\.git)?\/?$/i;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Which repository is meant.
 * @param remote address of git's remote `origin`, when there is one
 * @throws RepositoryProblem `WRONG_USE`
 */
export function repositoryMeant(
  named: string | undefined,
  { remote, apiUrl }: { readonly remote: string | undefined; readonly apiUrl: string },
): { readonly owner: string; readonly repo: string } {
  const name = named ?? nameIn(remote ?? '', apiUrl);
  if (name === undefined) throw wrongUse('which repository? Name it with --repository=OWNER/NAME');
  const [, owner, repo] = REPOSITORY.exec(name) ?? [];
  if (owner === undefined || repo === undefined) {
    throw wrongUse(`${JSON.stringify(name)} is no OWNER/NAME`);
  }
  return { owner, repo };
}

/** The name of a remote that is on the host whose API is asked: another host has other repositories of that name. */
function nameIn(remote: string, apiUrl: string): string | undefined {
  const { host, name } = REMOTE.exec(remote)?.groups ?? {};
  return host === new URL(apiUrl).hostname.replace(/^api\./, '') ? name : undefined;
}

/**
 * Where GitHub's API is; a token is sent nowhere that others could listen to.
 * @throws RepositoryProblem `WRONG_USE`
 */
export function apiUrlIn(text: string | undefined): string {
  const url = URL.parse(text ?? 'https://api.github.com');
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw wrongUse('GITHUB_API_URL has to be an https address without a password');
  }
  return url.href.replace(/\/$/, '');
}

/** @throws RepositoryProblem `TOKEN_MISSING` */
export function tokenIn(text: string | undefined): string {
  const token = text?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new RepositoryProblem(
    'TOKEN_MISSING',
    token === '' ? 'GITHUB_TOKEN is not set' : 'GITHUB_TOKEN holds characters that no token has',
    'Set it to the token of an administrator of the repository.',
  );
}
