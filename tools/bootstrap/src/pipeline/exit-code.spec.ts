import { describe, expect, it } from 'vitest';
import { exitCode } from './exit-code.ts';
import type { StepResult } from './step-result.ts';

function failed(...problems: readonly string[]): StepResult {
  return { project: 'api', step: 'lint', verdict: 'failed', warnings: 0, problems, notes: [] };
}

describe('The exit code', () => {
  it.each([
    ['green', 'passed', [], 0],
    ['interrupted, whatever failed before', 'interrupted', [failed('TOOL_MISSING')], 130],
    ['a gate that failed', 'failed', [failed('ERRORS_FOUND')], 1],
    ['a failure without a report', 'failed', [failed()], 1],
    ['a code that nobody knows', 'failed', [failed('OF_TOMORROW')], 1],
    ['a tool that is missing', 'failed', [failed('TOOL_MISSING')], 2],
    ['a gate that failed beside a missing tool', 'failed', [failed('TOOL_MISSING'), failed()], 1],
    ['a step with both', 'failed', [failed('TOOL_MISSING', 'ERRORS_FOUND')], 1],
  ] as const)('of %s', (_, verdict, steps, code) => {
    expect(exitCode({ verdict, steps })).toBe(code);
  });
});
