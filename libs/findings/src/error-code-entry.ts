/** How the `pipeline` command exits when this happens; an executor only fails. */
export type ExitClass = 1 | 2 | 130;

export interface ErrorCodeEntry {
  /** What the code says, in one line. */
  readonly meaning: string;
  /** What to do next when nothing more special is known. */
  readonly remedy: string;
  readonly exitCode: ExitClass;
  /** The tool did its work, and this is a gate's answer to what it found. */
  readonly verdict: boolean;
}
