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
import { mypyCalls } from './command.ts';
import { parseMypy } from './parse.ts';

/* Outputs are those of mypy 2.4.1. */

const found = `src/pump/flow.py:3:1:3:1: error: Library stubs not installed for "yaml"  [import-untyped]
src/pump/flow.py:3:1:3:1: note: Hint: "python3 -m pip install types-PyYAML"
src/pump/flow.py:3:1:3:1: note: (or run "mypy --install-types" to install all missing stub packages)
src/pump/flow.py:7:1:8:12: error: Function is missing a type annotation  [no-untyped-def]
src/pump/flow.py:12:22:12:30: error: Incompatible types in assignment (expression has type "Literal['c:d [x]']", variable has type "Literal['a\\nb']")  [assignment]
src/pump/flow.py:13:13:13:13: note: Revealed type is "Literal['a\\nb']"
src/pump/flow.py:29: error: Unused "type: ignore" comment  [unused-ignore]
src/pump/odd name: [1].py:1:10:1:12: error: Incompatible types in assignment (expression has type "str", variable has type "größe")  [assignment]
../../libs/kit/src/kit/clock.py:27:4:27:15: error: Invalid type comment or annotation  [valid-type]
Found 6 errors in 3 files (checked 4 source files)
`;

const syntaxError = `src/pump/flow.py:1:13:1:13: error: Expected a parameter or the end of the parameter list  [syntax]
src/pump/flow.py:2:2:2:2: error: Unexpected EOF while parsing  [syntax]
Found 2 errors in 1 file (errors prevented further checking)
`;

const foundTwice = `src/other/flow.py: error: Duplicate module named "flow" (also at "src/other/flow.py")
src/other/flow.py: note: See https://mypy.readthedocs.io/en/stable/running_mypy.html#mapping-file-paths-to-modules for more info
src/other/flow.py: note: Common resolutions include:
src/other/flow.py: note:     a) using \`--exclude\` to avoid checking one of them,
src/other/flow.py: note:     b) adding \`__init__.py\` somewhere,
src/other/flow.py: note:     c) using \`--explicit-package-bases\` or adjusting \`MYPYPATH\`
Found 1 error in 1 file (errors prevented further checking)
`;

const context = contextOf();
const [call] = mypyCalls({}, context);
const parse = (stdout: string, code: number, stderr = '') =>
  parseMypy([outputOf(call, code, { stdout, stderr })], context);

test.each(['1 source file', '12 source files'])('a clean project has no findings: %s', (files) => {
  expect(parse(`Success: no issues found in ${files}\n`, 0)).toEqual({ findings: [] });
});

describe('findings', () => {
  test('errors are errors and their notes are notes, each at its place', () => {
    expect(brief(verdictOf(parse(found, 1)))).toEqual([
      'import-untyped error apps/pump/src/pump/flow.py:3:1',
      'note note apps/pump/src/pump/flow.py:3:1',
      'note note apps/pump/src/pump/flow.py:3:1',
      'no-untyped-def error apps/pump/src/pump/flow.py:7:1',
      'assignment error apps/pump/src/pump/flow.py:12:22',
      'note note apps/pump/src/pump/flow.py:13:13',
      'unused-ignore error apps/pump/src/pump/flow.py:29',
      'assignment error apps/pump/src/pump/odd name: [1].py:1:10',
      'valid-type error libs/kit/src/kit/clock.py:27:4',
    ]);
  });

  test('have the words of mypy, from where to where, and a page that explains the rule', () => {
    expect(verdictOf(parse(found, 1))[4]).toEqual({
      tool: 'mypy',
      rule: 'assignment',
      severity: 'error',
      message: `Incompatible types in assignment (expression has type "Literal['c:d [x]']", variable has type "Literal['a\\nb']")`,
      location: {
        path: 'apps/pump/src/pump/flow.py',
        line: 12,
        column: 22,
        endLine: 12,
        endColumn: 30,
      },
      helpUri: 'https://mypy.readthedocs.io/en/stable/_refs.html#code-assignment',
    });
  });

  test('a syntax error, with which mypy exits with 2, is a finding and not a crash', () => {
    expect(brief(verdictOf(parse(syntaxError, 2)))).toEqual([
      'syntax error apps/pump/src/pump/flow.py:1:13',
      'syntax error apps/pump/src/pump/flow.py:2:2',
    ]);
  });

  test('an error about a whole file is at no line', () => {
    const [error, ...notes] = verdictOf(parse(foundTwice, 2));
    expect(error).toEqual({
      tool: 'mypy',
      rule: 'error',
      severity: 'error',
      message: 'Duplicate module named "flow" (also at "src/other/flow.py")',
      location: { path: 'apps/pump/src/other/flow.py' },
    });
    expect(notes.map(({ severity }) => severity)).toEqual(Array(5).fill('note'));
  });

  test('a project with notes alone passes', () => {
    const stdout = `src/pump/flow.py:13:13:13:13: note: Revealed type is "int"\nSuccess: no issues found in 2 source files\n`;
    expect(brief(verdictOf(parse(stdout, 0)))).toEqual([
      'note note apps/pump/src/pump/flow.py:13:13',
    ]);
  });
});

describe('no verdict', () => {
  const error = 'src/a.py:1:1:1:1: error: Missing  [misc]\n';

  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!\n'],
    ['findings without a summary', error],
    ['fewer errors than counted', `${error}Found 2 errors in 1 file (checked 1 source file)\n`],
    [
      'more errors than counted',
      `${error}${error}Found 1 error in 1 file (checked 1 source file)\n`,
    ],
    ['errors and a success', `${error}Success: no issues found in 1 source file\n`],
    [
      'a crash',
      `${error}Traceback (most recent call last):\nFound 1 error in 1 file (checked 1 source file)\n`,
    ],
  ])('comes from %s', (_, stdout) => {
    expect(codesOf(parse(stdout, 1))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from a file that mypy cannot decode, of which it speaks on stderr', () => {
    const stderr =
      "src/pump/badenc.py: error: Cannot decode file: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte\n";
    const stdout = 'Found 1 error in 1 file (errors prevented further checking)\n';
    expect(codesOf(parse(stdout, 2, stderr))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from folders without a file', () => {
    expect(codesOf(parse('', 2, "There are no .py[i] files in directory 'tests'\n"))).toEqual([
      'TOOL_OUTPUT_UNREADABLE',
    ]);
  });

  test.each([
    "Expected ']' at the end of a table declaration (at line 1, column 11)",
    '[mypy]: Unrecognized option: foo = 1',
    '[mypy]: strict: Not a boolean: bla',
  ])('comes from a success by another configuration than ours: %s', (complaint) => {
    const clean = 'Success: no issues found in 2 source files\n';
    const parsed = parse(clean, 0, `/workspace/pyproject.toml: ${complaint}\n`);
    expect(codesOf(parsed)).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    expect(JSON.stringify(parsed)).toContain(complaint);
  });

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(parse(found, 0))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    for (const code of [1, 2]) {
      expect(codesOf(parse('Success: no issues found in 1 source file\n', code))).toEqual([
        'TOOL_CONTRADICTS_ITSELF',
      ]);
    }
  });

  test('comes from output that was cut off anywhere', () => {
    expectEveryCutIsRefused(found, (text) => parse(text, 1));
    expectEveryCutIsRefused(syntaxError, (text) => parse(text, 2));
    expectEveryCutIsRefused(foundTwice, (text) => parse(text, 2));
  });
});

const anyFinding = fc.record({
  path: fc.stringMatching(/^[a-zä/ [\]]{1,20}\.py$/),
  line: fc.integer({ min: 1 }),
  column: fc.integer({ min: 1 }),
  message: fc.stringMatching(/^[^\n\r\u2028\u2029]*$/),
  rule: fc.option(fc.stringMatching(/^[a-z][a-z0-9-]*$/)),
});

test('every error is read, and no cut of the report hides one', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { minLength: 1 }), fc.nat(), (errors, cut) => {
      const lines = errors.map(
        ({ path, line, column, message, rule }) =>
          `${path}:${line}:${column}: error: ${message}${rule === null ? '' : `  [${rule}]`}`,
      );
      const count = `${lines.length} ${lines.length === 1 ? 'error' : 'errors'}`;
      const text = `${lines.join('\n')}\nFound ${count} in 1 file (checked 2 source files)\n`;
      const whole = parse(text, 1);
      expect(verdictOf(whole).map(({ location }) => location?.line)).toEqual(
        errors.map(({ line }) => line),
      );
      expectCutIsRefused(parse(text.slice(0, cut % text.length), 1), whole);
    }),
  );
});
