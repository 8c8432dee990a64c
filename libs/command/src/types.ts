/** What to run: decided by pure code, executed only by {@link run}. */
export interface ProgramCall {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly [program: string, ...arguments_: string[]];
  /** Working directory, absolute. */
  readonly cwd: string;
  /** The whole environment of the program; nothing is inherited beside it. */
  readonly env: Readonly<Record<string, string>>;
  /** After this many milliseconds the program's process group is ended. */
  readonly deadlineMs: number;
  /** At most this many bytes are kept of each of stdout and stderr; more ends the program. */
  readonly outputLimitBytes: number;
  /** Bytes for standard input; none means /dev/null. */
  readonly stdin?: string;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a program ended. Every way is data; `run` never rejects for what a program did. */
export type ProgramOutcome =
  | ({ readonly kind: 'exited'; readonly code: number } & Output)
  | ({ readonly kind: 'killed'; readonly signal: string } & Output)
  | ({ readonly kind: 'timed-out'; readonly deadlineMs: number } & Output)
  | ({ readonly kind: 'too-much-output'; readonly limitBytes: number } & Output)
  | ({ readonly kind: 'cancelled' } & Output)
  | { readonly kind: 'not-found'; readonly program: string }
  | { readonly kind: 'not-executable'; readonly program: string; readonly reason: string };
