import type { Refusal } from '../protocol/answers.ts';

/** What happened to a request, for who counts. */
export type CacheEvent =
  | { readonly kind: 'hit'; readonly bytes: number }
  | { readonly kind: 'miss' }
  | { readonly kind: 'stored'; readonly bytes: number }
  | { readonly kind: 'exists' }
  | { readonly kind: 'refused'; readonly reason: Refusal | 'unknown_token' }
  /** A job asked for a token. */
  | {
      readonly kind: 'token';
      readonly outcome: 'given' | 'refused' | 'unavailable';
      /** For whom, or why not. */
      readonly detail: string;
    }
  /** The store could not be asked: a build goes on without it, and somebody has to look. */
  | {
      readonly kind: 'failed';
      readonly operation: 'read' | 'write' | 'mint';
      readonly error: unknown;
    };
