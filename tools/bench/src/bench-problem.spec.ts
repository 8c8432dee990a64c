import { expect, test } from 'vitest';
import { BenchProblem, exitCodeOf } from './bench-problem.ts';

test.each([
  ['WRONG_USE', 2],
  ['INTERRUPTED', 130],
  ['MEASURED_COMMAND_FAILED', 1],
  ['NOTHING_CHECKED', 1],
] as const)('%s ends with %d', (code, exitCode) => {
  expect(exitCodeOf(new BenchProblem(code, 'what happened', 'what it said'))).toBe(exitCode);
});
