/**
 * Whose results an entry is among. What is in `trusted` was made by a protected branch; what is in `pr-7` by
 * pull request 7, whose code nobody has reviewed.
 */
export type Scope = 'trusted' | `pr-${number}`;

export const TRUSTED: Scope = 'trusted';

const PULL_REQUEST = /^pr-[1-9]\d{0,9}$/;

export function isScope(text: string): text is Scope {
  return text === TRUSTED || PULL_REQUEST.test(text);
}

/** What a token may do. Scopes are read in order: the first that has an entry answers. */
export interface Permissions {
  readonly write: Scope | undefined;
  readonly read: readonly Scope[];
}

/**
 * What reads `trusted` may not be fed by anybody else: who writes there reads nothing but it, and a pull request
 * reads its own results before those.
 */
export const permissionsOf = {
  trusted: { write: TRUSTED, read: [TRUSTED] },
  /** A release that is to be built from nothing but its sources. */
  blind: { write: TRUSTED, read: [] },
  reader: { write: undefined, read: [TRUSTED] },
  pullRequest: (number: number): Permissions => {
    const scope: Scope = `pr-${number}`;
    return { write: scope, read: [scope, TRUSTED] };
  },
} as const;

/** Whether nobody who may write `trusted` reads what others wrote, and nobody else's scope is read. */
export function areSound({ write, read }: Permissions): boolean {
  return read.every((scope) => scope === TRUSTED || scope === write);
}
