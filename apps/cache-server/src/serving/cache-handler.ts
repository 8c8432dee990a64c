import type { IncomingMessage, ServerResponse } from 'node:http';
import { TRUSTED } from '../access/scope.ts';
import type { Access } from '../access/tokens.ts';
import { MISS, UNKNOWN_TOKEN } from '../protocol/answers.ts';
import type { Store } from '../storage/store.ts';
import type { CacheEvent } from './events.ts';
import { get } from './get.ts';
import type { Load } from './load.ts';
import { put, targetOf } from './put.ts';
import type { Patience } from './patience.ts';
import { say, sayAndHangUp } from './say.ts';

/** What requests for entries are answered with. */
export interface CacheParts {
  readonly store: Store;
  readonly access: (authorization: string | undefined) => Access;
  readonly load: Load;
  /** Bytes of one entry. */
  readonly entryBytes: number;
  readonly patience: Patience;
  readonly observe: (event: CacheEvent) => void;
}

/**
 * Answers a GET or PUT of the entry `hash`. Who may do what is known before anything is looked for. A token that
 * nobody knows has to be mended; all else that goes wrong is a miss or is not stored, and a build goes on.
 * @returns what ends when all is answered; nothing where it is answered already
 */
export function handleCache(
  parts: CacheParts,
  hash: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | undefined {
  const { load, observe, entryBytes } = parts;
  const access = parts.access(request.headers.authorization);
  if (access.kind === 'unknown') {
    observe({ kind: 'refused', reason: 'unknown_token' });
    // A body of somebody who is not known is not waited for.
    if (request.method === 'PUT') sayAndHangUp(request, response, UNKNOWN_TOKEN);
    else say(response, UNKNOWN_TOKEN);
    return undefined;
  }
  const holder = holderOf(access);
  const isBegun = load.begin(holder);
  // What is answered lies in memory until it is sent.
  if (isBegun) {
    response.on('close', () => {
      load.end(holder);
    });
  }
  if (request.method === 'PUT') {
    const target = targetOf(access, request.headers['content-length'], entryBytes);
    return put(parts, isBegun ? target : 'overloaded', hash, request, response);
  }
  if (isBegun && access.kind === 'known')
    return get(parts, access.permissions.read, hash, response);
  observe({ kind: 'refused', reason: isBegun ? 'token_ended' : 'overloaded' });
  say(response, MISS);
  return undefined;
}

/** Whose share a request takes: all tokens of a pull request have one. */
function holderOf(access: Exclude<Access, { readonly kind: 'unknown' }>): string {
  const scope = access.kind === 'known' ? access.permissions.write : undefined;
  return scope === undefined || scope === TRUSTED ? access.id : scope;
}
