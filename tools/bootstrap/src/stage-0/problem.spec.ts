import { describe, expect, it } from 'vitest';
import { explain, Interrupted, printable, Problem } from './problem.mjs';

describe('Why a command cannot start', () => {
  it('is told as what happened, what to do, and what the program said', () => {
    const problem = new Problem(
      'UV_FAILED',
      'pip ended badly',
      'Read it.',
      'a\n\n\u001b[31mb\u001b[0m\n',
    );
    expect(explain(problem)).toEqual({
      text: 'UV_FAILED: pip ended badly\n  Read it.\n  It said:\n    a\n    b\n',
      exitCode: 2,
    });
  });

  it('keeps to the last lines of a long story', () => {
    const story = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    const { text } = explain(new Problem('NPM_CI_FAILED', 'm', 'r', story));
    expect(text).toContain('line 99');
    expect(text).not.toContain('line 10\n');
  });

  it('is no failure when the person asked to stop', () => {
    expect(explain(new Interrupted())).toEqual({
      text: 'interrupted; run the command again to go on\n',
      exitCode: 130,
    });
  });

  it('keeps an error that nobody foresaw whole, for its stack', () => {
    const error = new TypeError('x is not a function');
    expect(() => explain(error)).toThrow(error);
  });
});

describe('Foreign text on a terminal', () => {
  it('cannot colour, move the cursor, ring or reverse the writing', () => {
    expect(printable('\u001b[2Ja\u0007b\rc\u202ed\te')).toBe('abcd\te');
  });
});
