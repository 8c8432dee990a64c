import { errorCodes, problemText, toTable, type Exception } from '@modax/findings';
import { judgeResult, type CheckResult } from './check-result.ts';

/** What a person is told of the checks, and how the hook exits because of them. */
export interface Report {
  readonly exitCode: 0 | 1 | 2;
  /** Empty when everything passed. */
  readonly text: string;
}

/** Passes only when every result does: 1 for findings, 2 when something that is needed is missing. */
export function reportOf(
  results: readonly CheckResult[],
  exceptions: readonly Exception[],
  today: string,
): Report {
  const judged = results.map((result) => judgeResult(result, exceptions, today));
  const problems = new Map(
    judged
      .flatMap((each) => each.problems)
      // What keeps one tool from working often keeps all of them from it: it is said once.
      .map((problem) => [problemText(problem), problem] as const),
  );
  const findings = judged.flatMap((each) => each.findings);
  const codes = [...problems.values()].map(({ code }) => errorCodes[code]);
  const exitCode = codes.some((code) => code.exitCode === 2) ? 2 : problems.size > 0 ? 1 : 0;
  const table = toTable(findings, { colour: false });
  const blocks = [...[...problems.keys()].filter(isTold), table].filter((block) => block !== '');
  return { exitCode, text: blocks.map((block) => `${block}\n`).join('\n') };
}

/** Counts per tool say nothing beside the table. */
function isTold(problem: string): boolean {
  return !/^(?:ERRORS_FOUND|WARNINGS_OVER_BUDGET)/.test(problem);
}
