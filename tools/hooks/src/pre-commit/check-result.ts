import {
  applyExceptions,
  exceptionFindings,
  gate,
  type Exception,
  type Finding,
  type ToolProblem,
} from '@modax/findings';

/** What one tool said of one project, or of what lies outside of all projects. */
export interface CheckResult {
  readonly tool: string;
  /** Relative to the workspace; `.` outside of all projects. */
  readonly projectRoot: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly ToolProblem[];
  /** How many warnings the project may have. */
  readonly budget: number;
}

/** The same after exceptions and gates; `problems` are then all that keeps it from passing. */
export interface JudgedResult {
  readonly findings: readonly Finding[];
  readonly problems: readonly ToolProblem[];
}

/**
 * The executors' gates on what is staged: an error fails, and so do more warnings in these files alone
 * than the whole project may have. Notes are left to the pipeline.
 */
export function judgeResult(
  result: CheckResult,
  exceptions: readonly Exception[],
  today: string,
): JudgedResult {
  const scope = { tool: result.tool, projectRoot: result.projectRoot };
  const applied = applyExceptions(result.findings, exceptions, today, scope);
  // That nothing here needs an exception says nothing: most of the project was not looked at.
  const known = { ...applied, unused: [] };
  const findings = [...applied.active, ...exceptionFindings(known, scope, 'exceptions.json')];
  const { passed, reasons } = gate({ findings, budget: result.budget });
  return {
    findings: passed ? [] : findings,
    problems: [...result.problems, ...reasons],
  };
}
