/** What GitHub says of the job that asks, as far as a policy looks at it. */
export interface Claims {
  readonly repository: string;
  readonly repositoryId: string;
  /** `refs/heads/main`, `refs/tags/v1.2.0`, `refs/pull/7/merge`. */
  readonly ref: string;
  readonly event: string;
  /** When the identity ends, in seconds since the epoch. */
  readonly endsAt: number;
}

/** The claims of a token whose signature, issuer, audience and time were checked, or `undefined`. */
export function claimsIn(payload: Readonly<Record<string, unknown>>): Claims | undefined {
  const { repository, repository_id: repositoryId, ref, event_name: event, exp: endsAt } = payload;
  if (
    typeof repository !== 'string' ||
    typeof repositoryId !== 'string' ||
    typeof ref !== 'string' ||
    typeof event !== 'string' ||
    typeof endsAt !== 'number'
  ) {
    return undefined;
  }
  return { repository, repositoryId, ref, event, endsAt };
}
