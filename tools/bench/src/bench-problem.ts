/** Why a bench has no result; each has its line in docs/operate/measure-speed.md. */
export type BenchProblemCode =
  | 'INTERRUPTED'
  | 'MEASURED_COMMAND_FAILED'
  | 'NOTHING_CHECKED'
  | 'PARTS_MISSING'
  | 'TIME_UNREADABLE'
  | 'WRONG_USE';

/** What ends a bench before its table: a code, what happened, and what a program said about it. */
export class BenchProblem extends Error {
  readonly code: BenchProblemCode;
  readonly said: string;

  constructor(code: BenchProblemCode, message: string, said = '') {
    super(message);
    this.name = 'BenchProblem';
    this.code = code;
    this.said = said;
  }
}

/** Wrong use, and a machine that lacks something, end with 2, an interruption with 130, all else with 1. */
export function exitCodeOf({ code }: BenchProblem): number {
  if (code === 'INTERRUPTED') return 130;
  return code === 'WRONG_USE' || code === 'PARTS_MISSING' ? 2 : 1;
}
