import type { ReadySession } from '../set-up/set-up.ts';

/** A session that keeps what it tells. */
export interface ListeningSession extends ReadySession {
  readonly told: () => string;
}

/** Nothing of the surrounding run (Nx sets variables for its tasks) reaches what a test starts. */
export const BARE_PATH = '/usr/bin:/bin';

/** A session in a folder of a test, with an environment of its own. */
export function listeningSession(
  root: string,
  environment: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
): ListeningSession {
  const pieces: string[] = [];
  return {
    root,
    environment: {
      PATH: BARE_PATH,
      HOME: root,
      GIT_CONFIG_NOSYSTEM: '1',
      ...environment,
    },
    signal,
    tell: (text) => pieces.push(text),
    told: () => pieces.join(''),
    uv: { program: '/nowhere/uv', version: '0.0.0' },
  };
}
