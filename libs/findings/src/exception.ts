interface Terms {
  /** The tool whose finding is accepted. */
  readonly tool: string;
  /** The rule that is accepted; no wildcards. */
  readonly rule: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** Who answers for it: a team (`@team`) or a mail address. */
  readonly owner: string;
  /** The last day, `YYYY-MM-DD` in UTC, on which it holds. */
  readonly expires: string;
}

/**
 * A reviewed decision to accept one rule's findings of one tool for a while, in files or about a
 * package. `path` is a glob relative to the workspace root whose first two segments are literal.
 */
export type Exception = Terms &
  (
    | { readonly path: string; readonly package?: never }
    | { readonly package: string; readonly path?: never }
  );
