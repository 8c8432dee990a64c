import { counted } from './count.ts';
import type { Finding } from './finding.ts';
import { toolProblem, type ToolProblem } from './tool-problem.ts';

export interface GateInput {
  /** The findings that count, exceptions already applied. */
  readonly findings: readonly Finding[];
  /** How many warnings are allowed; a whole number from 0. */
  readonly budget: number;
}

export interface GateResult {
  readonly passed: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly budget: number;
  /** Why it did not pass; empty when it passed. */
  readonly reasons: readonly ToolProblem[];
  /** What a person should know though it passed: the budget can fall. */
  readonly notice?: string;
}

/**
 * Decides whether findings pass: no errors, and no more warnings than the budget. Throws a RangeError
 * for a budget that is not a whole number from 0, which no comparison would ever refuse.
 */
export function gate({ findings, budget }: GateInput): GateResult {
  if (!Number.isSafeInteger(budget) || budget < 0) {
    throw new RangeError(`a budget is a whole number from 0, not ${budget}`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const reasons: ToolProblem[] = [];
  if (errors > 0) {
    reasons.push(toolProblem('ERRORS_FOUND', `${counted(errors, 'error')} found.`));
  }
  if (warnings > budget) {
    reasons.push(
      toolProblem(
        'WARNINGS_OVER_BUDGET',
        `${counted(warnings, 'warning')} found, the budget is ${budget}.`,
        { remedy: `Mend ${warnings - budget} of them; the budget only falls.` },
      ),
    );
  }
  return {
    passed: reasons.length === 0,
    errors,
    warnings,
    budget,
    reasons,
    ...(warnings < budget && {
      notice: `The budget can fall from ${budget} to ${warnings}.`,
    }),
  };
}
