/**
 * A check that has begun with the files that it is expected to be given: naming them takes as long as starting a tool.
 * Given others, what it found is thrown away, and it begins anew when that has ended.
 */
export interface Foreseen<Result> {
  readonly check: (paths: readonly string[]) => Promise<Result>;
  /** Ends, and never fails, when the check that was begun early has ended. */
  readonly ended: Promise<unknown>;
}

/** Begins at once, unless nothing is expected. */
export function foresee<Result>(
  expected: readonly string[],
  check: (paths: readonly string[]) => Promise<Result>,
): Foreseen<Result> {
  if (expected.length === 0) return { check, ended: Promise.resolve() };
  const begun = check(expected);
  const ended = Promise.allSettled([begun]);
  return {
    check: async (paths) => {
      if (paths.join('\0') === expected.join('\0')) return begun;
      await ended;
      return check(paths);
    },
    ended,
  };
}
