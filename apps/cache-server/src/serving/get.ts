import type { ServerResponse } from 'node:http';
import type { Scope } from '../access/scope.ts';
import { MISS } from '../protocol/answers.ts';
import type { Entry, LargeBody, Store } from '../storage/store.ts';
import { allowedMs, type Patience } from './patience.ts';
import type { CacheEvent } from './events.ts';
import { say } from './say.ts';

/** Up to here copying a body costs less than sending it apart from its headers. */
const TEXT_BYTES = 16 * 1024;

/** What reading works with. */
export interface GetParts {
  readonly store: Store;
  readonly observe: (event: CacheEvent) => void;
  readonly patience: Patience;
}

/**
 * Answers with the entry of the first of the scopes that has one. A store that cannot be asked is a miss.
 * @returns what ends when all is answered; nothing where it is answered already
 */
export function get(
  parts: GetParts,
  scopes: readonly Scope[],
  hash: string,
  response: ServerResponse,
): Promise<void> | undefined {
  const found = find(parts, scopes, hash);
  return found instanceof Promise
    ? found.then((entry) => answer(parts, entry, response))
    : answer(parts, found, response);
}

function answer(
  { observe, patience }: GetParts,
  entry: Entry | undefined,
  response: ServerResponse,
): Promise<void> | undefined {
  if (entry === undefined) {
    observe({ kind: 'miss' });
    say(response, MISS);
    return undefined;
  }
  observe({ kind: 'hit', bytes: entry.size });
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': entry.size,
  });
  if (entry.release !== undefined) response.on('close', entry.release);
  if (!Buffer.isBuffer(entry.body)) {
    return send(entry.body, response, allowedMs(entry.size, patience));
  }
  // Node sends headers and text as one piece, and a buffer as another.
  if (entry.size <= TEXT_BYTES) response.end(entry.body.toString('latin1'), 'latin1');
  else response.end(entry.body);
  return undefined;
}

/** At once where nothing has to be waited for, which costs most of a small answer. */
function find(
  parts: GetParts,
  [scope, ...others]: readonly Scope[],
  hash: string,
): Promise<Entry | undefined> | Entry | undefined {
  if (scope === undefined) return undefined;
  const failed = (error: unknown): undefined => {
    parts.observe({ kind: 'failed', operation: 'read', error });
  };
  try {
    const answer = parts.store.read({ scope, hash });
    if (!(answer instanceof Promise)) return answer ?? find(parts, others, hash);
    return answer.catch(failed).then((entry) => entry ?? find(parts, others, hash));
  } catch (error) {
    failed(error);
    return find(parts, others, hash);
  }
}

/** What is sent ends whole, or the connection does; a client that takes nothing holds it no longer than this. */
async function send(
  body: LargeBody,
  response: ServerResponse,
  milliseconds: number,
): Promise<void> {
  const timer = setTimeout(() => response.destroy(), milliseconds);
  const gone = new Promise<never>((_, reject) => {
    response.once('close', () => {
      reject(new Error('the client has gone'));
    });
  });
  // It is gone in the end, whether anybody waits or not.
  gone.catch(() => undefined);
  try {
    await body.sendTo((piece) => Promise.race([written(response, piece), gone]));
    response.end();
  } catch {
    response.destroy();
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the piece has been handed to the system. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(piece, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
