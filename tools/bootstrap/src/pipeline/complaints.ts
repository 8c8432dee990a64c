import { errorCodes, type ErrorCode } from '@modax/findings';
import type { Session } from '../session.ts';
import { printable } from '../stage-0/problem.mjs';
import type { StepResult } from './step-result.ts';

/** Something about the workspace for which no run of it may be green. */
export interface Complaint {
  readonly code: ErrorCode;
  /** Where, and what is wrong there. */
  readonly what: string;
}

/** A row of the workspace that is green when there is nothing to complain of; tells what there is. */
export function complaintStep(
  session: Session,
  step: string,
  complaints: readonly Complaint[],
  startedAt: number,
): StepResult {
  if (complaints.length > 0)
    session.tell(`\nworkspace ${step} failed:\n${complaintText(complaints)}`);
  return {
    project: 'workspace',
    step,
    verdict: complaints.length === 0 ? 'passed' : 'failed',
    warnings: 0,
    problems: codesOf(complaints),
    notes: [],
    durationMs: Math.round(performance.now() - startedAt),
    source: 'run',
  };
}

/** Every complaint on a line, and below those of one code what to do. */
export function complaintText(complaints: readonly Complaint[]): string {
  return codesOf(complaints)
    .map((code) => {
      const lines = complaints
        .filter((complaint) => complaint.code === code)
        .map(({ what }) => `  ${code}: ${printable(what)}\n`);
      return `${lines.join('')}    ${errorCodes[code].remedy}\n`;
    })
    .join('');
}

function codesOf(complaints: readonly Complaint[]): readonly ErrorCode[] {
  return [...new Set(complaints.map(({ code }) => code))];
}
