import type { PlannedStep } from './plan.ts';
import type { Source, TaskRecord } from './run-record.ts';

export type Verdict = 'passed' | 'failed' | 'skipped' | 'interrupted';

/** One row of the table. */
export interface StepResult {
  readonly project: string;
  readonly step: string;
  readonly verdict: Verdict;
  /** Findings that count against the project's budget. */
  readonly warnings: number;
  /** Milliseconds; none for what did not run. */
  readonly durationMs?: number;
  /** None for what did not run. */
  readonly source?: Source;
  /** Where the step's reports lie, relative to the workspace root. */
  readonly report?: string;
}

/** What a finished run left behind, beside its record. */
export interface Reports {
  readonly warnings: (step: PlannedStep) => number;
  readonly path: (step: PlannedStep) => string | undefined;
}

/**
 * What became of a planned step. A step without a record did not run: it is `skipped`, or `interrupted`
 * when the run was; never green. What ended badly after the interruption was ended by it.
 */
export function stepResult(
  planned: PlannedStep,
  record: TaskRecord | undefined,
  interruptedAt: number | undefined,
  reports: Reports,
): StepResult {
  const { project, step } = planned;
  if (record === undefined) {
    const verdict = interruptedAt === undefined ? 'skipped' : 'interrupted';
    return { project, step, verdict, warnings: 0 };
  }
  const { durationMs, source } = record;
  const result = { project, step, warnings: 0, durationMs, source };
  if (interruptedAt !== undefined && record.exitCode !== 0 && record.endedAt >= interruptedAt) {
    return { ...result, verdict: 'interrupted' };
  }
  const report = reports.path(planned);
  return {
    ...result,
    verdict: record.exitCode === 0 ? 'passed' : 'failed',
    warnings: reports.warnings(planned),
    ...(report === undefined ? {} : { report }),
  };
}
