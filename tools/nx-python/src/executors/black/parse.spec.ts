import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  brief,
  codesOf,
  contextOf,
  expectCutIsRefused,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import { blackCalls } from './command.ts';
import { parseBlack } from './parse.ts';

/* Outputs are those of black 26.10.1, with the folder of the project as it is in `contextOf`. */

const checked = `error: cannot format /workspace/apps/pump/src/pump/badenc.py: invalid or missing encoding declaration
would reformat /workspace/apps/pump/src/pump/größe.py
error: cannot parse for target version Python 3.9: /workspace/apps/pump/src/pump/broken.py:1:11
    def broken(:
              ^
ParseError: bad input
error: cannot parse: /workspace/apps/pump/src/pump/odd name: [1].py:1:3
    x = "a
      ^
TokenError: Failed to parse: UnterminatedString
would reformat /workspace/apps/pump/src/pump/s.pyi

Oh no! 💥 💔 💥
2 files would be reformatted, 3 files would be left unchanged, 3 files would fail to reformat.
`;

const written = `error: cannot parse for target version Python 3.9: /workspace/apps/pump/src/pump/broken.py:1:11
    def broken(:
              ^
ParseError: bad input
reformatted /workspace/apps/pump/src/pump/flow.py

Oh no! 💥 💔 💥
1 file reformatted, 2 files left unchanged, 1 file failed to reformat.
`;

const context = contextOf();
const [check] = blackCalls({ timeoutSeconds: 300, check: true }, context);
const [fix] = blackCalls({ timeoutSeconds: 300, check: false }, context);

const judged = (stderr: string, code: number) =>
  parseBlack([outputOf(check, code, { stderr })], context);
const rewritten = (stderr: string, code: number) =>
  parseBlack([outputOf(fix, code, { stderr })], context);

describe('judging', () => {
  test.each([
    'All done! ✨ 🍰 ✨\n1 file would be left unchanged.\n',
    'All done! ✨ 🍰 ✨\n12 files would be left unchanged.\n',
    'Skipping .ipynb files as Jupyter dependencies are not installed.\nAll done! ✨ 🍰 ✨\n1 file would be left unchanged.\n',
  ])('a formatted project has no findings: %j', (stderr) => {
    expect(judged(stderr, 0)).toEqual({ findings: [] });
  });

  test('every file that is not formatted, or that black cannot read, is an error', () => {
    expect(brief(verdictOf(judged(checked, 123)))).toEqual([
      'cannot-format error apps/pump/src/pump/badenc.py',
      'would-reformat error apps/pump/src/pump/größe.py',
      'cannot-format error apps/pump/src/pump/broken.py:1:11',
      'cannot-format error apps/pump/src/pump/odd name: [1].py:1:3',
      'would-reformat error apps/pump/src/pump/s.pyi',
    ]);
  });

  test('says what to do, or why nothing can be done', () => {
    const messages = verdictOf(judged(checked, 123)).map(({ message }) => message);
    expect([...new Set(messages)]).toEqual([
      'cannot be formatted: invalid or missing encoding declaration',
      'not formatted; run this target with --configuration=fix',
      'cannot be formatted: not Python that black can parse',
    ]);
  });

  test.each([
    [
      'only such files',
      'would reformat a.py\n\nOh no! 💥 💔 💥\n1 file would be reformatted.\n',
      1,
    ],
    [
      'only broken files',
      'error: cannot parse: a.py:1:3\n    x=(\n      ^\nTokenError: Unexpected EOF in multi-line statement\n\nOh no! 💥 💔 💥\n1 file would fail to reformat.\n',
      123,
    ],
  ])('%s are counted too', (_, stderr, code) => {
    expect(verdictOf(judged(stderr, code))).toHaveLength(1);
  });
});

describe('writing', () => {
  test('what was written is no finding any more', () => {
    const stderr =
      'reformatted /workspace/apps/pump/src/a.py\n\nAll done! ✨ 🍰 ✨\n1 file reformatted.\n';
    expect(rewritten(stderr, 0)).toEqual({ findings: [] });
    expect(rewritten('All done! ✨ 🍰 ✨\n5 files left unchanged.\n', 0)).toEqual({ findings: [] });
  });

  test('what could not be written is one', () => {
    expect(brief(verdictOf(rewritten(written, 123)))).toEqual([
      'cannot-format error apps/pump/src/pump/broken.py:1:11',
    ]);
  });
});

describe('no verdict', () => {
  test.each([
    ['nothing', '', 0],
    ['nonsense', 'Welcome!\n', 0],
    ['no files', 'No Python files are present to be formatted. Nothing to do 😴\n', 0],
    ['no closing count', 'would reformat a.py\n\nOh no! 💥 💔 💥\n', 1],
    ['more files counted than named', 'would reformat a.py\n2 files would be reformatted.\n', 1],
    [
      'fewer files counted than named',
      'would reformat a.py\n3 files would be left unchanged.\n',
      1,
    ],
    [
      'an error inside black, which names no file',
      'error: INTERNAL ERROR: Black 26.10.1 on Python (CPython) 3.11.7 produced invalid code:\ncannot parse: a.py:1:1\n1 file would fail to reformat.\n',
      123,
    ],
    [
      'a file name that speaks like a summary',
      'would reformat a\n9 files would be left unchanged.\n.py\n\nOh no! 💥 💔 💥\n1 file would be reformatted.\n',
      1,
    ],
  ])('comes from %s', (_, stderr, code) => {
    expect(codesOf(judged(stderr, code))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(judged('would reformat a.py\n1 file would be reformatted.\n', 0))).toEqual([
      'TOOL_CONTRADICTS_ITSELF',
    ]);
    expect(codesOf(judged('3 files would be left unchanged.\n', 1))).toEqual([
      'TOOL_CONTRADICTS_ITSELF',
    ]);
    expect(codesOf(rewritten('3 files left unchanged.\n', 123))).toEqual([
      'TOOL_CONTRADICTS_ITSELF',
    ]);
  });

  test('comes from output that was cut off anywhere', () => {
    expectEveryCutIsRefused(checked, (text) => judged(text, 123));
    expectEveryCutIsRefused(written, (text) => rewritten(text, 123));
  });
});

const anyName = fc.stringMatching(/^[^\n\r\u2028\u2029\0/]{1,20}\.py$/);

test('every file is read, and no cut of the report hides one', () => {
  fc.assert(
    fc.property(fc.array(anyName, { minLength: 1 }), fc.nat(), fc.nat(), (names, same, cut) => {
      const lines = names.map((name) => `would reformat /workspace/apps/pump/${name}`);
      const counts = `${names.length} ${names.length === 1 ? 'file' : 'files'} would be reformatted`;
      const text = `${lines.join('\n')}\n\nOh no! 💥 💔 💥\n${counts}, ${same} files would be left unchanged.\n`;
      const whole = judged(text, 1);
      expect(verdictOf(whole).map(({ location }) => location?.path)).toEqual(
        names.map((name) => `apps/pump/${name}`),
      );
      expectCutIsRefused(judged(text.slice(0, cut % text.length), 1), whole);
    }),
  );
});
