/**
 * What the server says, in the words that Nx's client understands: of all others it makes an error, for which a build
 * would fail. So what went wrong here is a miss, or a body that was not stored (docs/operate/run-a-remote-cache.md).
 */
export interface Answer {
  readonly status: 200 | 401 | 403 | 404 | 409;
  /** For people. With 401 the client shows it. */
  readonly text: string;
}

export const STORED: Answer = { status: 200, text: 'stored' };
export const MISS: Answer = { status: 404, text: 'there is no such entry' };
export const EXISTS: Answer = { status: 409, text: 'there is such an entry already' };
export const UNKNOWN_TOKEN: Answer = {
  status: 401,
  text: 'This cache does not know the token in NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN.',
};

/** Why nothing was stored. */
export const REFUSALS = {
  read_only: 'this token stores nothing',
  token_ended: 'this token has expired or was revoked',
  too_large: 'this entry is larger than this cache takes',
  no_length: 'the size of the entry is not said',
  body_cut: 'fewer bytes came than were announced',
  too_slow: 'the entry came too slowly',
  overloaded: 'this cache has too much to do',
  storage_full: 'this cache has no room left',
  storage_failed: 'this cache cannot store anything now',
} as const;

/** Why nothing was stored; also the label under which it is counted. */
export type Refusal = keyof typeof REFUSALS;

export function refused(reason: Refusal): Answer {
  return { status: 403, text: REFUSALS[reason] };
}
