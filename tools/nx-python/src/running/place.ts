/** The project that is judged, and the moment and the means of stopping. */
export interface Place {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** Relative to the workspace root. */
  readonly projectRoot: string;
  /** The project's folder, absolute. */
  readonly project: string;
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
  readonly signal: AbortSignal;
}
