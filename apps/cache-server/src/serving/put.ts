import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Scope } from '../access/scope.ts';
import type { Access } from '../access/tokens.ts';
import { type Answer, EXISTS, type Refusal, refused, STORED } from '../protocol/answers.ts';
import { type Store, StoreProblem, type StoreProblemCode } from '../storage/store.ts';
import type { CacheEvent } from './events.ts';
import { allowedMs, type Patience } from './patience.ts';
import { say, sayAndHangUp } from './say.ts';

/** What storing works with. */
export interface PutParts {
  /** Bytes of one entry. */
  readonly entryBytes: number;
  readonly store: Store;
  readonly observe: (event: CacheEvent) => void;
  readonly patience: Patience;
}

/** Where a body goes. */
export interface Target {
  readonly scope: Scope;
  /** Bytes. */
  readonly size: number;
}

/** Of a body that is refused, as much is heard as so many entries may have. */
const HEARD_ENTRIES = 4;

/** Decides about a body by what is known before it comes: where it goes, or why it goes nowhere. */
export function targetOf(
  access: Exclude<Access, { readonly kind: 'unknown' }>,
  contentLength: string | undefined,
  entryBytes: number,
): Target | Refusal {
  if (access.kind === 'ended') return 'token_ended';
  const { write } = access.permissions;
  if (write === undefined) return 'read_only';
  if (contentLength === undefined) return 'no_length';
  const size = Number(contentLength);
  return size > entryBytes ? 'too_large' : { scope: write, size };
}

/**
 * Stores what comes, and says what became of it when all has come: a client that still sends may not see an
 * answer. One that is too slow is told so, and hung up on.
 */
export async function put(
  parts: PutParts,
  target: Target | Refusal,
  hash: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { observe, patience } = parts;
  let answer: Answer | undefined;
  // One that is refused is heard to its end as well, unless it has no end.
  const announced = Number(request.headers['content-length'] ?? 0);
  const size = Math.min(announced, HEARD_ENTRIES * parts.entryBytes);
  const timer = setTimeout(
    () => {
      if (answer === undefined) observe({ kind: 'refused', reason: 'too_slow' });
      sayAndHangUp(request, response, answer ?? refused('too_slow'));
    },
    allowedMs(size, patience),
  );
  try {
    const outcome = typeof target === 'string' ? target : await store(parts, target, hash, request);
    if (response.headersSent) return;
    answer = answerTo(outcome, observe);
    await drained(request);
    say(response, answer);
  } finally {
    clearTimeout(timer);
  }
}

type Outcome = { readonly stored: number } | 'exists' | Refusal;

const REFUSAL_OF: Readonly<Record<StoreProblemCode, Refusal>> = {
  BODY_CUT: 'body_cut',
  STORAGE_FULL: 'storage_full',
  STORAGE_FAILED: 'storage_failed',
};

async function store(
  { store, observe }: PutParts,
  { scope, size }: Target,
  hash: string,
  request: IncomingMessage,
): Promise<Outcome> {
  const key = { scope, hash };
  try {
    if (await store.has(key)) return 'exists';
    const written = await store.write(key, size, request);
    return written === 'exists' ? written : { stored: size };
  } catch (error) {
    const refusal = error instanceof StoreProblem ? REFUSAL_OF[error.code] : 'storage_failed';
    if (refusal !== 'body_cut') observe({ kind: 'failed', operation: 'write', error });
    return refusal;
  }
}

function answerTo(outcome: Outcome, observe: PutParts['observe']): Answer {
  if (outcome === 'exists') {
    observe({ kind: 'exists' });
    return EXISTS;
  }
  if (typeof outcome === 'string') {
    observe({ kind: 'refused', reason: outcome });
    return refused(outcome);
  }
  observe({ kind: 'stored', bytes: outcome.stored });
  return STORED;
}

/** Hears the rest of a body and keeps nothing of it. */
export async function drained(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  request.resume();
  // Whoever sent half of it and left is not told anything.
  await finished(request).catch(() => undefined);
}
