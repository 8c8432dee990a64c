/** What to run: decided by pure code, executed only by `run`. */
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
  /** Text for standard input, sent as UTF-8; none means /dev/null. */
  readonly stdin?: string;
}

/** What the caller of `run` may do and see while the program runs. */
export interface ProgramControl {
  /** Ends the program's process group when it aborts. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds between SIGTERM and SIGKILL when the group is ended; 2000 unless said. A program
   * that itself ends groups of others needs longer than they do.
   */
  readonly graceMs?: number;
  /** Called with each decoded piece of output as it arrives; must not throw. */
  readonly onOutput?: (stream: OutputStream, text: string) => void;
}

export type OutputStream = 'stdout' | 'stderr';

/** What a program left behind, however it ended. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a program ended. Every way is data; `run` never rejects for what a program did. */
export type ProgramOutcome =
  | ({ readonly kind: 'exited'; readonly code: number } & ProgramOutput)
  | ({ readonly kind: 'killed'; readonly signal: string } & ProgramOutput)
  | ({ readonly kind: 'timed-out'; readonly deadlineMs: number } & ProgramOutput)
  | ({ readonly kind: 'too-much-output'; readonly limitBytes: number } & ProgramOutput)
  | ({ readonly kind: 'cancelled' } & ProgramOutput)
  | { readonly kind: 'not-found'; readonly program: string }
  | { readonly kind: 'not-executable'; readonly program: string; readonly reason: string };
