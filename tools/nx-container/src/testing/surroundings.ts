import type { Surroundings } from '../running/execute.ts';

/** Surroundings of a test: nobody listens, nobody interrupts, and no time passes. */
export function quietSurroundings(variables: NodeJS.ProcessEnv = process.env): Surroundings {
  return {
    variables,
    signal: new AbortController().signal,
    tell: () => undefined,
    wait: () => Promise.resolve(),
  };
}
