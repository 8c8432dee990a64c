import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../values.ts';
import { Problem } from '../stage-0/problem.mjs';

/** How long steps took where they were measured, in seconds, by Nx's name of the task. */
export type Durations = ReadonlyMap<string, number>;

/** Where they are recorded, relative to the workspace. */
export const DURATIONS = 'config/step-durations.json';

/** What is reckoned with for a step that nobody has measured, in seconds. */
const UNKNOWN_SECONDS = 10;

/**
 * The recorded durations; none where there is no record.
 * @throws Problem `DURATIONS_INVALID` when the record is not one.
 */
export function readDurations(root: string): Durations {
  const file = join(root, DURATIONS);
  return existsSync(file) ? parseDurations(readFileSync(file, 'utf8')) : new Map();
}

/** @throws Problem `DURATIONS_INVALID` */
export function parseDurations(text: string): Durations {
  const durations = new Map<string, number>();
  for (const [task, seconds] of Object.entries(recordIn(text))) {
    if (typeof seconds !== 'number' || !(seconds >= 0)) {
      throw invalid(`${JSON.stringify(task)} has no number of seconds`);
    }
    durations.set(task, seconds);
  }
  return durations;
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(document)) throw invalid('it is no object');
  return document;
}

function invalid(why: string): Problem {
  return new Problem('DURATIONS_INVALID', `${DURATIONS}: ${why}`, 'Mend it, or take it away.');
}

/**
 * Notes how long steps took, in `config/step-durations.json`. What came from a cache took no time that says anything.
 * @param files with the JSON of runs
 * @throws Problem `WRONG_USE` when one cannot be read, `DURATIONS_INVALID` when one is not that of a run.
 */
export function recordDurations(root: string, files: readonly string[]): Durations {
  const durations = new Map(readDurations(root));
  for (const [task, seconds] of files.map(textOf).flatMap(measured)) durations.set(task, seconds);
  const sorted = [...durations].sort(([left], [right]) => left.localeCompare(right, 'en'));
  const file = join(root, DURATIONS);
  writeFileSync(`${file}.draft`, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
  renameSync(`${file}.draft`, file);
  return durations;
}

function measured(outcome: string): readonly (readonly [string, number])[] {
  const { steps } = recordIn(outcome);
  if (!Array.isArray(steps)) throw invalid('what is to be recorded is not the JSON of a run');
  return steps.filter(isRecord).flatMap(({ project, step, source, durationMs }) => {
    if (source !== 'run' || typeof durationMs !== 'number') return [];
    const seconds = Math.round(durationMs / 100) / 10;
    return [[`${String(project)}:${String(step)}`, seconds] as const];
  });
}

/** How long steps take together, in seconds, as far as is known. */
export function secondsOf(steps: readonly string[], durations: Durations): number {
  return steps.reduce((sum, step) => {
    // On another Python the tests take about as long.
    const alike = step.replace(/-\d+\.\d+$/, '');
    return sum + (durations.get(step) ?? durations.get(alike) ?? UNKNOWN_SECONDS);
  }, 0);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem('WRONG_USE', `${file} cannot be read: ${why}`, 'Name what `--json` wrote.');
  }
}
