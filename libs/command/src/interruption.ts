/** A wish to stop that came from outside: Ctrl-C, the end of the terminal, or an orderly shutdown. */
export interface Interruption {
  /** Aborts on the first interrupting signal; its `reason` is the signal's name, such as `SIGINT`. */
  readonly signal: AbortSignal;
  /** Gives the signals back to Node's default behaviour. */
  release(): void;
}

const INTERRUPTING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns SIGINT, SIGTERM and SIGHUP of this process into an AbortSignal, so that `run` can end the
 * process groups of its programs before this process leaves. Until `release` is called these signals
 * no longer end this process by themselves: the caller leaves when its programs have ended.
 */
export function interruption(): Interruption {
  const controller = new AbortController();
  const abort = (name: NodeJS.Signals): void => {
    controller.abort(name);
  };
  for (const name of INTERRUPTING_SIGNALS) process.on(name, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of INTERRUPTING_SIGNALS) process.off(name, abort);
    },
  };
}
