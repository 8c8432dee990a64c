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

/** What is worth a job, in seconds: each sets itself up first, which takes a runner about a quarter of it. */
const WORTH_A_JOB_SECONDS = 120;

/**
 * Units in jobs: each in one of its own, or, where they are more than the jobs may be, or where one would have less to do
 * than is worth a job, in fewer that are balanced.
 */
export function pack(
  units: readonly Unit[],
  { jobs: most, secondsOf }: PackOptions,
): readonly Job[] {
  if (units.length === 0) return [];
  const measured = units
    .map((unit) => ({ unit, seconds: secondsOf(unit) }))
    .sort((left, right) => right.seconds - left.seconds || byName(left.unit, right.unit));
  let parts = balanced(measured, Math.min(most, units.length));
  while (parts.length > 1 && parts.some(({ seconds }) => seconds < WORTH_A_JOB_SECONDS)) {
    parts = balanced(measured, parts.length - 1);
  }
  if (parts.length === units.length) {
    return units.map((unit) => job(nameOf(unit), [unit], secondsOf));
  }
  return parts.map((part, at) =>
    job(`part ${at + 1} of ${parts.length}`, [...part.units].sort(byName), secondsOf),
  );
}

interface Part {
  readonly units: Unit[];
  seconds: number;
}

/**
 * So many parts, the longest first, always into the one that has the least to do (LPT: the sum of none is more than 4/3
 * of the best that can be).
 */
function balanced(
  measured: readonly { readonly unit: Unit; readonly seconds: number }[],
  count: number,
): readonly Part[] {
  const parts: Part[] = Array.from({ length: count }, () => ({ units: [], seconds: 0 }));
  for (const { unit, seconds } of measured) {
    const idlest = parts.reduce((least, part) => (part.seconds < least.seconds ? part : least));
    idlest.units.push(unit);
    idlest.seconds += seconds;
  }
  return parts;
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
