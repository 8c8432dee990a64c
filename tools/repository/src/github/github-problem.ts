import { recordOf, textOf } from '@modax/findings';
import { RepositoryProblem } from '../problem.ts';

const ADMINISTRATOR =
  'Take a token of an administrator of the repository: a fine-grained one with "Administration: read and write", ' +
  '"Actions: read", "Contents: read", "Environments: read", "Secrets: read" and "Metadata: read", or a classic one with the scope `repo`.';

/** What a plan of GitHub does not have, no token brings. */
const UPGRADE = /upgrade to github/i;

/** What a failed request means for the person who asked. @param enough which token would have been enough */
export function githubProblem(error: unknown, doing: string, enough = ADMINISTRATOR): unknown {
  const status = recordOf(error)?.['status'];
  if (!(error instanceof Error) || typeof status !== 'number') return error;
  const why = `${doing}: ${said(error)}`;
  if (status === 401) {
    return new RepositoryProblem(
      'TOKEN_REFUSED',
      why,
      'The token in GITHUB_TOKEN is wrong or has expired: make a new one.',
    );
  }
  if (status === 403 && !isBusy(error) && !UPGRADE.test(why)) return tooWeak(why, enough);
  if (/redirect/i.test(error.message)) {
    return new RepositoryProblem(
      'GITHUB_REFUSED',
      `${doing}: GitHub sends elsewhere: the repository has another name by now`,
      "Name it with --repository=owner/name, or set git's origin right.",
    );
  }
  if (status >= 500) {
    return new RepositoryProblem(
      'GITHUB_UNREACHABLE',
      why,
      'Look whether GITHUB_API_URL and the network are right, and try again.',
    );
  }
  if (isBusy(error)) {
    return new RepositoryProblem(
      'GITHUB_BUSY',
      why,
      'GitHub wants fewer requests: try again later.',
    );
  }
  return new RepositoryProblem('GITHUB_REFUSED', why, 'Read what GitHub says.');
}

export function tooWeak(why: string, enough = ADMINISTRATOR): RepositoryProblem {
  return new RepositoryProblem('TOKEN_TOO_WEAK', why, enough);
}

/** Whether the limit of requests was reached, which GitHub answers as it answers a weak token. */
function isBusy(error: Error): boolean {
  const headers = recordOf(recordOf(recordOf(error)?.['response'])?.['headers']) ?? {};
  return (
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    /secondary rate limit/i.test(said(error))
  );
}

/** GitHub's own words, and what it says of each value that it does not take. */
function said(error: Error): string {
  const data = recordOf(recordOf(recordOf(error)?.['response'])?.['data']) ?? {};
  const details = data['errors'] ?? data['validation'];
  const message = textOf(data['message']) ?? error.message;
  return details === undefined ? message : `${message} ${JSON.stringify(details)}`;
}
