import type { ProgramOutcome } from '@modax/command';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeProblem } from './outcome-problem.ts';

const call = { name: 'fatal', program: 'flake8', exitCodes: [0, 1] };
const output = { stdout: 'first\nlast\n', stderr: '', durationMs: 12 };

describe('a program that ended with one of its exit codes has output to be read', () => {
  test.each([0, 1])('%d', (code) => {
    expect(outcomeProblem(call, { kind: 'exited', code, ...output })).toBeUndefined();
  });
});

describe('every other end is a problem of its own', () => {
  const ends: readonly (readonly [ProgramOutcome, string, string])[] = [
    [
      { kind: 'exited', code: 2, ...output },
      'TOOL_CRASHED',
      'flake8 (fatal) exited with 2\nfirst\nlast',
    ],
    [
      { kind: 'killed', signal: 'SIGKILL', ...output },
      'TOOL_KILLED',
      'flake8 (fatal) was ended by SIGKILL',
    ],
    [
      { kind: 'timed-out', deadlineMs: 300_000, ...output },
      'TOOL_TIMED_OUT',
      'flake8 (fatal) had not ended after 300 s',
    ],
    [
      { kind: 'too-much-output', limitBytes: 1024, ...output },
      'TOOL_OUTPUT_TOO_LARGE',
      'flake8 (fatal) wrote over 1024 bytes',
    ],
    [{ kind: 'cancelled', ...output }, 'TOOL_CANCELLED', 'flake8 (fatal) was interrupted'],
    [
      { kind: 'not-found', program: '/workspace/.venv/bin/flake8' },
      'TOOL_MISSING',
      '/workspace/.venv/bin/flake8 is not there',
    ],
    [
      { kind: 'not-executable', program: '/workspace/.venv/bin/flake8', reason: 'EACCES' },
      'TOOL_NOT_EXECUTABLE',
      '/workspace/.venv/bin/flake8: EACCES',
    ],
  ];

  test.each(ends)('%j', (outcome, code, message) => {
    expect(outcomeProblem(call, outcome)).toMatchObject({ code, message });
    expect(outcomeProblem(call, outcome)?.remedy).not.toBe('');
  });
});

test('a program that no set-up installs may say how it is', () => {
  const missing = { kind: 'not-found', program: 'docker' } as const;
  const remedyWhenMissing = 'Install Docker.';
  expect(outcomeProblem({ ...call, remedyWhenMissing }, missing)?.remedy).toBe(remedyWhenMissing);
});

test('a crash shows the last lines that the tool said, of its errors where it spoke of any', () => {
  const said = (stdout: string, stderr: string) =>
    outcomeProblem(call, { kind: 'exited', code: 70, stdout, stderr, durationMs: 1 })?.message;
  expect(said('findings', 'Traceback\nboom')).toBe(
    'flake8 (fatal) exited with 70\nTraceback\nboom',
  );
  expect(said('findings', ' \n')).toBe('flake8 (fatal) exited with 70\nfindings');
  const many = Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\n');
  expect(said('', many)?.split('\n')).toHaveLength(13);
});

test('no exit code but those of the call is a success', () => {
  fc.assert(
    fc.property(fc.nat({ max: 255 }), fc.array(fc.nat({ max: 255 })), (code, exitCodes) => {
      const problem = outcomeProblem({ ...call, exitCodes }, { kind: 'exited', code, ...output });
      expect(problem === undefined).toBe(exitCodes.includes(code));
    }),
  );
});
