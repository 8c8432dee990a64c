import { statSync } from 'node:fs';
import type { Permissions } from './scope.ts';
import { isSecretOf, shownToken, type TokenRecord } from './token.ts';
import { readTokens } from './token-file.ts';

/**
 * What a request may do. `unknown`: it shows no token of ours, which somebody has to mend. `ended`: the token has
 * expired or was revoked, which may happen in the middle of a build that must go on.
 */
export type Access =
  | { readonly kind: 'known'; readonly id: string; readonly permissions: Permissions }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ended'; readonly id: string };

/** Milliseconds after which a token that was revoked is known to be. */
export const RELOAD_MS = 1000;

/** So many headers are remembered; each belongs to a token of the file, of which there are fewer. */
const SHOWN = 1024;

/** The tokens of a file, read again when it has changed: whoever revokes one restarts nothing. */
export class Tokens {
  readonly #file: string;
  readonly #now: () => number;
  readonly #warn: (error: unknown) => void;
  #known = new Map<string, TokenRecord>();
  /** Headers that showed a token of the file: SHA-256 of each again costs more than all else that is looked at. */
  readonly #shown = new Map<string, TokenRecord>();
  #state = '';
  #lookedAt = -Infinity;

  /**
   * @throws TokenFileProblem when the file is there and is none of tokens; later that is told to `warn`, and
   * those that were known stay.
   */
  constructor(file: string, now: () => number, warn: (error: unknown) => void) {
    this.#file = file;
    this.#now = now;
    this.#warn = warn;
    this.#load();
  }

  access(authorization: string | undefined): Access {
    this.#reload();
    const record = this.#recordShown(authorization);
    if (record === undefined) return { kind: 'unknown' };
    const { id, permissions, expiresAt, revokedAt } = record;
    const hasEnded =
      revokedAt !== undefined || (expiresAt !== undefined && Date.parse(expiresAt) <= this.#now());
    return hasEnded ? { kind: 'ended', id } : { kind: 'known', id, permissions };
  }

  #recordShown(authorization: string | undefined): TokenRecord | undefined {
    if (authorization === undefined) return undefined;
    const known = this.#shown.get(authorization);
    if (known !== undefined) return known;
    const shown = shownToken(authorization);
    if (shown === undefined) return undefined;
    if (!this.#known.has(shown.id)) this.#reloadNow();
    const record = this.#known.get(shown.id);
    if (record === undefined || !isSecretOf(shown.secret, record)) return undefined;
    if (this.#shown.size >= SHOWN) this.#shown.clear();
    this.#shown.set(authorization, record);
    return record;
  }

  #reload(): void {
    // Also where the clock was put back.
    if (Math.abs(this.#now() - this.#lookedAt) >= RELOAD_MS) this.#reloadNow();
  }

  /** One that was made a moment ago may be shown already. */
  #reloadNow(): void {
    try {
      this.#load();
    } catch (error) {
      this.#warn(error);
    }
  }

  #load(): void {
    this.#lookedAt = this.#now();
    const found = statSync(this.#file, { throwIfNoEntry: false, bigint: true });
    const state = found === undefined ? '' : `${found.ino} ${found.mtimeNs} ${found.size}`;
    if (state === this.#state) return;
    this.#known = new Map(readTokens(this.#file).map((record) => [record.id, record]));
    this.#shown.clear();
    this.#state = state;
  }
}
