import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedStep } from './plan.ts';
import { printable } from '../stage-0/problem.mjs';
import type { RunRecord } from './run-record.ts';

/** What the failed steps printed, in full, each under its name. */
export function outputOfFailures(
  root: string,
  plan: readonly PlannedStep[],
  record: RunRecord,
): string {
  return plan
    .flatMap((step) => {
      const task = record.tasks.get(step.id);
      return task === undefined || task.exitCode === 0 ? [] : [{ step, hash: task.hash }];
    })
    .map(({ step, hash }) => {
      const output = keptOutput(root, hash).split('\n').map(printable).join('\n').trim();
      return `\n${step.project} ${step.step} failed:\n\n${output}\n`;
    })
    .join('');
}

function keptOutput(root: string, hash: string): string {
  try {
    return readFileSync(join(root, '.nx/cache/terminalOutputs', hash), 'utf8');
  } catch {
    return '(Nx kept no output of it; run again with --verbose to see it)';
  }
}
