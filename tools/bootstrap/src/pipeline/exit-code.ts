import { errorCodes } from '@modax/findings';
import { EXIT } from '../stage-0/problem.mjs';
import type { StepResult } from './step-result.ts';
import type { Outcome } from './table.ts';

/**
 * How the command exits: 0 green, 1 a gate failed, 2 when every failed step failed for want of something
 * on the machine or for a wrong setting, 130 interrupted.
 */
export function exitCode({ verdict, steps }: Pick<Outcome, 'verdict' | 'steps'>): number {
  if (verdict === 'passed') return EXIT.green;
  if (verdict === 'interrupted') return EXIT.interrupted;
  const failed = steps.filter((step) => step.verdict === 'failed');
  return failed.every(judgedNothing) ? EXIT.unable : EXIT.failed;
}

function judgedNothing({ problems }: StepResult): boolean {
  return problems.length > 0 && problems.every((code) => exitClasses.get(code) === EXIT.unable);
}

const exitClasses: ReadonlyMap<string, number> = new Map(
  Object.entries(errorCodes).map(([code, entry]) => [code, entry.exitCode]),
);
