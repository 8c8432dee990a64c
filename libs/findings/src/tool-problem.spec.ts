import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './testing/arbitraries.ts';
import { problemText, toolProblem } from './tool-problem.ts';

test('a problem says what happened, where, and what to do next', () => {
  const problem = toolProblem('COVERAGE_BELOW_FLOOR', 'Coverage is 81 %, the floor is 85 %.', {
    where: { path: 'apps/ai-layer/pyproject.toml', line: 12 },
  });
  expect(problemText(problem)).toBe(
    [
      'COVERAGE_BELOW_FLOOR (apps/ai-layer/pyproject.toml:12): Coverage is 81 %, the floor is 85 %.',
      '  Test the uncovered lines that the report lists; the floor only rises.',
    ].join('\n'),
  );
});

test('the last lines of a tool stay lines', () => {
  const problem = toolProblem(
    'TOOL_CRASHED',
    'mypy exited with 2:\nmypy.ini: bad\n\u001b[31mstop',
    {
      remedy: 'Correct mypy.ini.',
    },
  );
  expect(problemText(problem)).toBe(
    [
      'TOOL_CRASHED: mypy exited with 2:',
      '    mypy.ini: bad',
      '    stop',
      '  Correct mypy.ini.',
    ].join('\n'),
  );
});

test('no message reaches the terminal with control characters, or the runner as a command', () => {
  fc.assert(
    fc.property(anyText, anyText, (message, path) => {
      for (const line of problemText(
        toolProblem('TOOL_CRASHED', message, { where: { path } }),
      ).split('\n')) {
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(line.trimStart()).not.toMatch(/^::|##\[/);
      }
    }),
  );
});
