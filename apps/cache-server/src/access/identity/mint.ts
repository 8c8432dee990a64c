import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Permissions } from '../scope.ts';
import { type NewToken, newToken, type TokenRecord } from '../token.ts';
import { type Claims, claimsIn } from './claims.ts';
import { granted, type Policy } from './policy.ts';

/** A token for a job, or why there is none. `unavailable`: the issuer's keys cannot be read now. */
export type Minted =
  | {
      readonly kind: 'minted';
      readonly text: string;
      readonly record: TokenRecord & { readonly expiresAt: string };
      /** Until when the identity that was shown is taken, in milliseconds since the epoch. */
      readonly identityUntil: number;
    }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unavailable' };

/** What GitHub signs with. Of a token that names its own algorithm nothing is known. */
const ALGORITHMS = ['RS256'];
const CLOCK_TOLERANCE_S = 30;
/** Of one identity at most this is written down. */
const NAME_LENGTH = 200;

export interface Mint {
  readonly policy: Policy;
  /** The issuer's keys. */
  readonly keys: JWTVerifyGetKey;
  /** By which the identity is judged, in milliseconds since the epoch. */
  readonly time: number;
  readonly make?: () => NewToken;
}

/** Makes a token for the job whose identity this is. */
export async function mint(
  { policy, keys, time, make = newToken }: Mint,
  identity: string,
): Promise<Minted> {
  let claims: Claims | undefined;
  try {
    const { payload } = await jwtVerify(identity, keys, {
      issuer: policy.issuer,
      audience: policy.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(time),
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    claims = claimsIn(payload);
  } catch (error) {
    if (isOfIdentity(error)) return { kind: 'refused', why: error.code };
    return { kind: 'unavailable' };
  }
  const permissions = claims && granted(policy, claims);
  if (claims === undefined || permissions === undefined) {
    return { kind: 'refused', why: 'no rule of the policy fits' };
  }
  return minted(policy, claims, permissions, time, make());
}

function minted(
  policy: Policy,
  claims: Claims,
  permissions: Permissions,
  time: number,
  { id, text, secretHash }: NewToken,
): Minted {
  const name = `${claims.event} of ${claims.repository} at ${claims.ref}`.slice(0, NAME_LENGTH);
  const record = {
    id,
    name,
    secretHash,
    permissions,
    createdAt: new Date(time).toISOString(),
    expiresAt: new Date(time + policy.minutes * 60_000).toISOString(),
    isOfJob: true as const,
  };
  const identityUntil = (claims.endsAt + CLOCK_TOLERANCE_S) * 1000;
  return { kind: 'minted', text, record, identityUntil };
}

/** Whether the identity is at fault, and not the way to the keys. */
function isOfIdentity(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false;
  return !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}
