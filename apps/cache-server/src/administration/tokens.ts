import type { Permissions } from '../access/scope.ts';
import { type NewToken, newToken, type TokenRecord } from '../access/token.ts';
import { changeTokens } from '../access/token-file.ts';
import { UsageProblem } from './command-line.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Makes a token, of which the text is known now and never again. */
export async function createToken(
  file: string,
  wanted: {
    readonly purpose: string;
    readonly permissions: Permissions;
    readonly days: number | undefined;
  },
  now: number,
  made: NewToken = newToken(),
): Promise<NewToken> {
  const { id, secretHash } = made;
  const record: TokenRecord = {
    id,
    name: wanted.purpose,
    secretHash,
    permissions: wanted.permissions,
    createdAt: new Date(now).toISOString(),
    expiresAt:
      wanted.days === undefined ? undefined : new Date(now + wanted.days * DAY_MS).toISOString(),
  };
  await changeTokens(file, (tokens) => [...tokens, record]);
  return made;
}

/**
 * Ends a token. One that was revoked before stays so.
 * @throws UsageProblem where there is none
 */
export async function revokeToken(file: string, id: string, now: number): Promise<void> {
  await changeTokens(file, (tokens) => {
    if (!tokens.some((token) => token.id === id)) {
      throw new UsageProblem(`there is no token ${id}`);
    }
    const revokedAt = new Date(now).toISOString();
    return tokens.map((token) =>
      token.id === id ? { ...token, revokedAt: token.revokedAt ?? revokedAt } : token,
    );
  });
}

/** `active`, or since when it is not. */
export function stateOf({ revokedAt, expiresAt }: TokenRecord, now: number): string {
  if (revokedAt !== undefined) return `revoked ${revokedAt}`;
  if (expiresAt === undefined) return 'active';
  return Date.parse(expiresAt) <= now ? `expired ${expiresAt}` : `active until ${expiresAt}`;
}

export function scopesOf({ write, read }: Permissions): string {
  return `writes ${write ?? 'nothing'}, reads ${read.length === 0 ? 'nothing' : read.join(', ')}`;
}
