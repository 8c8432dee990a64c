import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Permissions } from './scope.ts';

/**
 * A token as its holder has it: `modax_<id>_<secret>`. The id names it in lists and logs; the secret is 32
 * random bytes, so that a plain SHA-256 of it can be stored and is as good as a slow one.
 */
export interface NewToken {
  readonly id: string;
  /** Shown once, to whoever asked for it, and stored nowhere. */
  readonly text: string;
  readonly secretHash: string;
}

/** What is stored of a token. */
export interface TokenRecord {
  readonly id: string;
  /** What it is for, in the words of who made it. */
  readonly name: string;
  /** SHA-256 of its secret, in hexadecimal digits. */
  readonly secretHash: string;
  readonly permissions: Permissions;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
  /** Made for a job, and of no use after its end. */
  readonly isOfJob?: true | undefined;
}

/** Each request shows one: with groups that have names it would take three times as long. */
const BEARER_TOKEN = /^Bearer modax_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/i;
const ID_AT = 'Bearer modax_'.length;
const ID_LENGTH = 12;

export function newToken(random: (count: number) => Buffer = randomBytes): NewToken {
  const id = random(6).toString('hex');
  const secret = random(32).toString('base64url');
  return { id, text: `modax_${id}_${secret}`, secretHash: sha256(secret) };
}

/** What an `Authorization` header shows, or `undefined` where it shows no token of ours. */
export function shownToken(
  authorization: string | undefined,
): { readonly id: string; readonly secret: string } | undefined {
  if (authorization === undefined || !BEARER_TOKEN.test(authorization)) return undefined;
  const secretAt = ID_AT + ID_LENGTH + 1;
  return {
    id: authorization.slice(ID_AT, ID_AT + ID_LENGTH),
    secret: authorization.slice(secretAt),
  };
}

/** Whether the secret is that of the record; how long it takes tells nothing. */
export function isSecretOf(secret: string, { secretHash }: TokenRecord): boolean {
  return timingSafeEqual(hash('sha256', secret, 'buffer'), Buffer.from(secretHash, 'hex'));
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
