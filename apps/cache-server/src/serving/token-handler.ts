import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JobTokens } from '../access/identity/job-tokens.ts';
import type { CacheEvent } from './events.ts';
import type { Load } from './load.ts';

/** What requests for tokens are answered with. */
export interface TokenParts {
  /** None where no policy says who is given one. */
  readonly jobTokens: JobTokens | undefined;
  readonly load: Load;
  readonly observe: (event: CacheEvent) => void;
}

export const TOKEN_PATH = '/v1/token';
const IDENTITY = /^Bearer (?<identity>[\w-]{1,8000}\.[\w-]{1,8000}\.[\w-]{1,8000})$/i;
/** All of them count as one in what goes on: checking a signature takes time. */
const HOLDER = 'identities';

/**
 * Gives a token to the job whose identity is in the header. No build waits for it: the job goes on without a cache
 * when there is none.
 */
export async function handleToken(
  { jobTokens, load, observe }: TokenParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const told = (
    status: number,
    outcome: 'refused' | 'unavailable',
    detail: string,
    text: string,
  ): void => {
    observe({ kind: 'token', outcome, detail });
    answer(response, status, { error: text });
  };
  if (jobTokens === undefined) {
    told(404, 'refused', 'no policy', 'this cache gives no tokens to jobs');
    return;
  }
  const identity = IDENTITY.exec(request.headers.authorization ?? '')?.groups?.['identity'];
  if (identity === undefined) {
    told(401, 'refused', 'no identity', 'there is no identity in the header Authorization');
    return;
  }
  if (!load.begin(HOLDER)) {
    told(503, 'unavailable', 'overloaded', 'this cache has too much to do');
    return;
  }
  try {
    const minted = await jobTokens.give(identity);
    if (minted.kind === 'refused') told(403, 'refused', minted.why, 'this job is given no token');
    else if (minted.kind === 'unavailable') {
      told(503, 'unavailable', 'no keys', "the issuer's keys cannot be read now");
    } else {
      const { name, expiresAt } = minted.record;
      observe({ kind: 'token', outcome: 'given', detail: name });
      answer(response, 200, { token: minted.text, expiresAt });
    }
  } catch (error) {
    observe({ kind: 'failed', operation: 'mint', error });
    told(503, 'unavailable', 'tokens', 'this cache can make no tokens now');
  } finally {
    load.end(HOLDER);
  }
}

function answer(response: ServerResponse, status: number, content: object): void {
  const body = Buffer.from(`${JSON.stringify(content)}\n`);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
