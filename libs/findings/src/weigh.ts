import { applyExceptions, exceptionFindings, type ExceptionScope } from './apply-exceptions.ts';
import { exceptionsFile } from './exceptions-file.ts';
import type { Finding } from './finding.ts';
import { gate } from './gate.ts';
import type { ParsedExceptions } from './parse-exceptions.ts';
import type { Report } from './report.ts';
import type { ToolProblem } from './tool-problem.ts';

export interface WeighInput {
  readonly found: readonly Finding[];
  /** Why there is no verdict; none where there is one. */
  readonly stopped: readonly ToolProblem[];
  readonly exceptions: ParsedExceptions;
  readonly scope: ExceptionScope;
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** How many warnings are accepted. */
  readonly budget: number;
}

export interface Weighed extends Pick<Report, 'findings' | 'suppressed' | 'problems'> {
  /** What the gate says beside its answer. */
  readonly notice: string | undefined;
}

/** What was found, after the reviewed exceptions, and the gate's answer to it. */
export function weigh({ found, stopped, exceptions, scope, today, budget }: WeighInput): Weighed {
  const holding = 'exceptions' in exceptions ? exceptions.exceptions : [];
  const applied = applyExceptions(found, holding, today, scope);
  const judged = stopped.length === 0;
  // Without a verdict nothing is known of what an exception or the budget would have met.
  const known = judged ? applied : { ...applied, unused: [] };
  const findings = [...applied.active, ...exceptionFindings(known, scope, exceptionsFile)];
  const { reasons, notice } = gate({ findings, budget });
  return {
    findings,
    suppressed: applied.suppressed,
    problems: [...stopped, ...('problems' in exceptions ? exceptions.problems : []), ...reasons],
    notice: judged ? notice : undefined,
  };
}
