import type { PlannedStep } from './plan.ts';
import type { Source, TaskRecord } from './run-record.ts';

export type Verdict = 'passed' | 'failed' | 'skipped' | 'interrupted';

/** What a tool wants known though it gates nothing: how old its database is, what it could not look at. */
export interface Note {
  readonly tool: string;
  readonly message: string;
}

/** One row of the table. */
export interface StepResult {
  readonly project: string;
  readonly step: string;
  readonly verdict: Verdict;
  /** Findings that count against the project's budget. */
  readonly warnings: number;
  /** Codes of why the step could not come to a verdict, or which gate said no; see error-codes.md. */
  readonly problems: readonly string[];
  readonly notes: readonly Note[];
  /** Milliseconds; none for what did not run. */
  readonly durationMs?: number;
  /** None for what did not run. */
  readonly source?: Source;
  /** Where the step's reports lie, relative to the workspace root. */
  readonly report?: string;
}

/** What the reports of a step say. */
export interface ReportSummary {
  /** Where they lie; none when the step leaves none. */
  readonly path?: string;
  readonly warnings: number;
  readonly problems: readonly string[];
  readonly notes: readonly Note[];
}

/** The reports that a finished run left behind. */
export type Reports = (step: PlannedStep) => ReportSummary;

const nothing = { warnings: 0, problems: [], notes: [] } as const;

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
    return { project, step, verdict, ...nothing };
  }
  const { durationMs, source } = record;
  const result = { project, step, durationMs, source };
  if (interruptedAt !== undefined && record.exitCode !== 0 && record.endedAt >= interruptedAt) {
    return { ...result, verdict: 'interrupted', ...nothing };
  }
  const { path, warnings, problems, notes } = reports(planned);
  return {
    ...result,
    verdict: record.exitCode === 0 ? 'passed' : 'failed',
    warnings,
    problems,
    notes,
    ...(path === undefined ? {} : { report: path }),
  };
}
