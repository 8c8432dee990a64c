import { errorCodes, type ErrorCode } from './error-codes.ts';
import { printable } from './escape.ts';
import type { Location } from './finding.ts';
import { placeText } from './place.ts';

/** Why a task could not come to a verdict, or which gate said no: data with a stable code. */
export interface ToolProblem {
  readonly code: ErrorCode;
  /** What happened, in this case. */
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
  /** The file that it is about. */
  readonly where?: Location;
}

/** A problem whose remedy, unless a better one is known, is that of its code. */
export function toolProblem(
  code: ErrorCode,
  message: string,
  details: { readonly remedy?: string; readonly where?: Location } = {},
): ToolProblem {
  return { code, message, remedy: errorCodes[code].remedy, ...details };
}

/** Tells a problem from what a task was to make. */
export function isProblem(value: object): value is ToolProblem {
  return 'code' in value && typeof value.code === 'string' && 'remedy' in value;
}

/** The problem for people: code and place, what happened (often with a tool's last lines), what to do next. */
export function problemText({ code, message, remedy, where }: ToolProblem): string {
  const place = where === undefined ? '' : ` (${printable(placeText(where))})`;
  const [first = '', ...more] = message.split(/\r?\n/).map(printable);
  return [
    `${code}${place}: ${first}`,
    ...more.map((line) => `    ${line}`),
    `  ${printable(remedy)}`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}
