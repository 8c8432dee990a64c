import type { Unit } from './units.ts';

/** What one job of CI does. */
export interface Job {
  /** What GitHub shows: `ai-layer on 3.9`, `part 2 of 4`. */
  readonly name: string;
  /** Nx's names of its tasks. */
  readonly tasks: readonly string[];
  /** The Pythons that it needs beside the workspace's own, rising. */
  readonly pythons: readonly string[];
  /** How long its steps take, as far as is known. */
  readonly seconds: number;
}

export interface PackOptions {
  /** The most jobs. */
  readonly jobs: number;
  readonly secondsOf: (unit: Unit) => number;
}

/**
 * What is worth a job, in seconds: each sets itself up first, which takes a runner about a quarter of it, and what is
 * done in one job is waited for no longer than that.
 */
const WORTH_A_JOB_SECONDS = 120;

/**
 * Units in jobs: each in one of its own, or, where they are more than the jobs may be or than is worth a job, balanced:
 * the longest first, always into the job that has the least to do (LPT: the sum of no job is more than 4/3 of the best
 * that can be).
 */
export function pack(
  units: readonly Unit[],
  { jobs: most, secondsOf }: PackOptions,
): readonly Job[] {
  const measured = units
    .map((unit) => ({ unit, seconds: secondsOf(unit) }))
    .sort((left, right) => right.seconds - left.seconds || byName(left.unit, right.unit));
  const total = measured.reduce((sum, { seconds }) => sum + seconds, 0);
  const jobs = Math.min(most, Math.max(1, Math.ceil(total / WORTH_A_JOB_SECONDS)));
  if (units.length <= jobs) return units.map((unit) => job(nameOf(unit), [unit], secondsOf));
  const parts: { readonly units: Unit[]; seconds: number }[] = Array.from({ length: jobs }, () => ({
    units: [],
    seconds: 0,
  }));
  for (const { unit, seconds } of measured) {
    const idlest = parts.reduce((least, part) => (part.seconds < least.seconds ? part : least));
    idlest.units.push(unit);
    idlest.seconds += seconds;
  }
  return parts.map((part, at) =>
    job(`part ${at + 1} of ${jobs}`, [...part.units].sort(byName), secondsOf),
  );
}

function job(name: string, units: readonly Unit[], secondsOf: PackOptions['secondsOf']): Job {
  const pythons = units.flatMap(({ python }) => (python === undefined ? [] : [python]));
  return {
    name,
    tasks: units.map(({ task }) => task),
    pythons: [...new Set(pythons)].sort((left, right) =>
      left.localeCompare(right, 'en', { numeric: true }),
    ),
    seconds: Math.round(units.reduce((sum, unit) => sum + secondsOf(unit), 0)),
  };
}

function nameOf({ project, python }: Unit): string {
  return python === undefined ? project : `${project} on ${python}`;
}

function byName(left: Unit, right: Unit): number {
  return left.task.localeCompare(right.task, 'en', { numeric: true });
}
