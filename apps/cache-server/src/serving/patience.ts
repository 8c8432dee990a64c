/** How long is waited for a client. */
export interface Patience {
  /** Milliseconds for any request, however small. */
  readonly graceMs: number;
  /** Bytes a second that are to come or go at least, beyond the grace. */
  readonly slowestRate: number;
}

/** Milliseconds that a request may take whose body has this many bytes. */
export function allowedMs(size: number, { graceMs, slowestRate }: Patience): number {
  return graceMs + (size / slowestRate) * 1000;
}
