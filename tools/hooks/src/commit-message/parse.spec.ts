import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedLines, LONGEST_SUBJECT, messageProblems, TYPES } from './parse.ts';

/** What is wrong with a message, each with its place. */
function problems(message: string): readonly string[] {
  return messageProblems(committedLines(message, '#')).map(
    ({ line, column, message: text }) => `${line}:${column} ${text}`,
  );
}

describe('A message', () => {
  it.each([
    'feat: a subject',
    'fix(control-layer): a subject',
    'feat(AI2-layer)!: a subject',
    'feat!: a subject',
    'docs: a subject\n\nA body.\nMore of it.\n\nRefs: 1',
    'feat: a subject\n\nBREAKING CHANGE: the old way is gone',
    'feat: a subject\n\nBREAKING-CHANGE: the old way is gone',
    'feat: a subject\n\nbreaking changes come with a capital letter',
    'chore: ends in dots inside v1.2',
    "Merge branch 'main' into work",
    'Merge remote-tracking branch "origin/main"',
    'Revert "feat: a subject"\n\nThis reverts commit abc.',
    'Reapply "feat: a subject"',
    'fixup! feat: a subject',
    'squash! no form at all.',
    'amend! feat: a subject',
    '\n\n# a comment\nfeat: a subject\n# more',
    'feat: a subject\n# ------------------------ >8 ------------------------\ndiff --git a b',
    `feat: ${'x'.repeat(LONGEST_SUBJECT - 6)}`,
    `feat: ${'🚀'.repeat(LONGEST_SUBJECT - 6)}`,
  ])('is accepted: %j', (message) => {
    expect(problems(message)).toEqual([]);
  });

  const types = TYPES.join(', ');
  it.each([
    ['', '1:1 the message is empty'],
    ['# only a comment\n', '1:1 the message is empty'],
    ['Fix: a subject', `1:1 'Fix' is no type; known are ${types}`],
    ['feature: a subject', `1:1 'feature' is no type; known are ${types}`],
    ['feat(): a subject', '1:5 a scope is letters, digits and dashes, as in (ai-layer)'],
    ['feat(a b): a subject', '1:5 a scope is letters, digits and dashes, as in (ai-layer)'],
    ['feat(-a): a subject', '1:5 a scope is letters, digits and dashes, as in (ai-layer)'],
    ['feat(a: a subject', '1:5 a scope is letters, digits and dashes, as in (ai-layer)'],
    ['feat a subject', '1:5 a colon and a space stand before the subject'],
    ['feat(a)! a subject', '1:9 a colon and a space stand before the subject'],
    ['feat(a)!:', '1:10 the subject is empty'],
    ['feat:   ', '1:6 the subject is empty'],
    ['feat:a subject', '1:6 exactly one space stands between the colon and the subject'],
    ['feat:  a subject', '1:6 exactly one space stands between the colon and the subject'],
    ['feat: a subject.', '1:16 no dot stands at the end of the subject'],
    [
      `feat: ${'x'.repeat(LONGEST_SUBJECT - 5)}`,
      `1:101 the first line has 101 characters, ${LONGEST_SUBJECT} are allowed`,
    ],
    ['feat: a subject\na body', '2:1 an empty line stands between the subject and the body'],
    [
      'feat: a subject\n\nBreaking change: it is gone',
      '3:1 a breaking change is told as `BREAKING CHANGE: ` and what breaks',
    ],
    [
      'feat: a subject\n\nBREAKING CHANGE:',
      '3:1 a breaking change is told as `BREAKING CHANGE: ` and what breaks',
    ],
  ])('is refused, with its place: %j', (message, problem) => {
    expect(problems(message)).toContain(problem);
  });

  it('is told everything that is wrong with it at once', () => {
    expect(problems('Bug(a b): x.\nbody')).toHaveLength(4);
  });

  it('of type, scope and words is accepted, and not without its colon', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/);
    const scope = fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join('-'));
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.option(scope),
        fc.boolean(),
        fc.array(word, { minLength: 1, maxLength: 6 }),
        (type, name, breaks, words) => {
          const head = `${type}${name === null ? '' : `(${name})`}${breaks ? '!' : ''}`;
          expect(problems(`${head}: ${words.join(' ')}`)).toEqual([]);
          expect(problems(`${head} ${words.join(' ')}`)).not.toEqual([]);
        },
      ),
    );
  });

  it('of any text is accepted or gets places that are in it, never an accident', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = committedLines(text, '#');
        for (const { line, column } of messageProblems(lines)) {
          expect(line).toBeLessThanOrEqual(Math.max(1, lines.length));
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
      }),
    );
  });
});
