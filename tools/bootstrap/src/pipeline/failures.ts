import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toolOf, type PlannedStep } from './plan.ts';
import { printable } from '../stage-0/problem.mjs';
import type { RunRecord, TaskRecord } from './run-record.ts';

/** What the failed steps printed, in full, each under its name. */
export function outputOfFailures(
  root: string,
  plan: readonly PlannedStep[],
  record: RunRecord,
): string {
  return plan
    .flatMap((step) => {
      const task = record.tasks.get(step.id);
      return task === undefined || task.exitCode === 0 ? [] : [{ step, task }];
    })
    .map(({ step, task }) => {
      const kept = keptOutput(root, task) ?? freshReport(root, step, task) ?? nothingKept;
      const output = kept.split('\n').map(printable).join('\n').trim();
      return `\n${step.project} ${step.step} failed:\n\n${output}\n`;
    })
    .join('');
}

const nothingKept = '(Nx kept no output of it; run again with --verbose to see it)';

function keptOutput(root: string, { hash }: TaskRecord): string | undefined {
  try {
    return readFileSync(join(root, '.nx/cache/terminalOutputs', hash), 'utf8');
  } catch {
    return undefined;
  }
}

/** Nx keeps no output of failed tasks of a batch, but they have written the same into their report. */
function freshReport(
  root: string,
  step: PlannedStep,
  { endedAt, durationMs }: TaskRecord,
): string | undefined {
  const file = join(root, 'reports', step.project, `${toolOf(step)}.txt`);
  try {
    // An older one is that of an earlier run: this time the tool got to no report.
    return statSync(file).mtimeMs < endedAt - durationMs ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
