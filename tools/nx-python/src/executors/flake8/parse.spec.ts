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
import { flake8Calls } from './command.ts';
import { parseFlake8 } from './parse.ts';

/* Outputs are those of flake8 7.5.0 (pycodestyle 2.15.0, pyflakes 4.1.0, mccabe 0.7.0). */

const fatalOutput = `./src/pump/broken.py:1:13: E999 SyntaxError: invalid syntax
./src/pump/flow.py:7:8: F632 use ==/!= to compare constant literals (str, bytes, int, float, tuple)
./src/pump/flow.py:8:16: F821 undefined name 'undefined_name'
./src/pump/flow.py:10:8: F722 syntax error in forward annotation 'Dict[str'
./src/pump/hidden.py:2:7: F821 undefined name 'undefined'
./src/pump/hidden.py:3:1: F631 assertion is always true, perhaps remove parentheses?
6
`;

const allOutput = `./src/größe [1]/odd: name.py:3:17: W605 invalid escape sequence '\\d'
./src/pump/broken.py:1:13: E999 SyntaxError: invalid syntax
./src/pump/complex.py:1:1: C901 'complex' is too complex (12)
./src/pump/complex.py:27:128: E501 line too long (136 > 127 characters)
./src/pump/flow.py:2:1: F401 'os' imported but unused
./src/pump/flow.py:7:8: F632 use ==/!= to compare constant literals (str, bytes, int, float, tuple)
./src/pump/flow.py:8:16: F821 undefined name 'undefined_name'
./src/pump/flow.py:10:8: F722 syntax error in forward annotation 'Dict[str'
8
`;

const context = contextOf();
const [fatal, all] = flake8Calls({}, context);

function parse(fatalText: string, fatalCode: number, allText: string, allCode: number) {
  return parseFlake8(
    [
      outputOf(fatal, fatalCode, { stdout: fatalText }),
      outputOf(all, allCode, { stdout: allText }),
    ],
    context,
  );
}

const parseOne = (stdout: string, code: number) =>
  parseFlake8([outputOf(all, code, { stdout })], context);

test('a clean project has no findings', () => {
  expect(parse('0\n', 0, '0\n', 0)).toEqual({ findings: [] });
});

describe('findings', () => {
  test('of both runs are read once each: fatal rules are errors, all others warnings', () => {
    expect(brief(verdictOf(parse(fatalOutput, 1, allOutput, 1)))).toEqual([
      'E999 error apps/pump/src/pump/broken.py:1:13',
      'F632 error apps/pump/src/pump/flow.py:7:8',
      'F821 error apps/pump/src/pump/flow.py:8:16',
      'F722 error apps/pump/src/pump/flow.py:10:8',
      'F821 error apps/pump/src/pump/hidden.py:2:7',
      'F631 error apps/pump/src/pump/hidden.py:3:1',
      'W605 warning apps/pump/src/größe [1]/odd: name.py:3:17',
      'C901 warning apps/pump/src/pump/complex.py:1:1',
      'E501 warning apps/pump/src/pump/complex.py:27:128',
      'F401 warning apps/pump/src/pump/flow.py:2:1',
    ]);
  });

  test('have the words of flake8', () => {
    const [finding] = verdictOf(
      parseOne(`./src/pump/f.py:1:7: F821 undefined name 'größe'\n1\n`, 1),
    );
    expect(finding).toEqual({
      tool: 'flake8',
      rule: 'F821',
      severity: 'error',
      message: "undefined name 'größe'",
      location: { path: 'apps/pump/src/pump/f.py', line: 1, column: 7 },
    });
  });

  test('of a file named with its whole path are found in the workspace', () => {
    const output = "/workspace/apps/pump/src/pump/f.py:1:7: F821 undefined name 'größe'\n1\n";
    expect(brief(verdictOf(parseOne(output, 1)))).toEqual([
      'F821 error apps/pump/src/pump/f.py:1:7',
    ]);
  });

  test('about a whole file are at its first line', () => {
    const output =
      "./src/dangling.py:0:1: E902 FileNotFoundError: [Errno 2] No such file or directory: './src/dangling.py'\n1\n";
    expect(brief(verdictOf(parseOne(output, 1)))).toEqual([
      'E902 error apps/pump/src/dangling.py:1:1',
    ]);
  });

  test.each(['E901', 'E902', 'E999', 'F631', 'F632', 'F633', 'F701', 'F722', 'F821', 'F822'])(
    '%s is an error',
    (rule) => {
      const [finding] = verdictOf(parseOne(`./a.py:1:1: ${rule} message\n1\n`, 1));
      expect(finding?.severity).toBe('error');
    },
  );

  test.each([
    'E101',
    'E501',
    'E722',
    'W191',
    'W605',
    'C901',
    'F401',
    'F507',
    'F601',
    'F811',
    'F841',
  ])('%s is a warning', (rule) => {
    const [finding] = verdictOf(parseOne(`./a.py:1:1: ${rule} message\n1\n`, 1));
    expect(finding?.severity).toBe('warning');
  });
});

describe('no verdict', () => {
  test.each([
    ['nothing', ''],
    ['only a line end', '\n'],
    ['nonsense', 'Welcome!\n'],
    ['no count after the findings', './a.py:1:1: F401 unused\n'],
    ['a count of more than there is', './a.py:1:1: F401 unused\n2\n'],
    ['a count of less than there is', './a.py:1:1: F401 one\n./a.py:2:1: F401 two\n1\n'],
    ['a line that is no finding', 'Traceback (most recent call last):\n1\n'],
    ['a file name with a line break in it', './a\nb.py:1:1: F401 unused\n2\n'],
  ])('comes from %s', (_, stdout) => {
    expect(codesOf(parseOne(stdout, 1))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from a second run that says nothing, however clear the first', () => {
    expect(codesOf(parse('0\n', 0, '', 0))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(parseOne('./a.py:1:1: F401 unused\n1\n', 0))).toEqual([
      'TOOL_CONTRADICTS_ITSELF',
    ]);
    expect(codesOf(parseOne('0\n', 1))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
  });

  test('comes from output that was cut off anywhere, in either run', () => {
    expectEveryCutIsRefused(fatalOutput, (text) => parse(text, 1, allOutput, 1));
    expectEveryCutIsRefused(allOutput, (text) => parse(fatalOutput, 1, text, 1));
  });
});

const anyFinding = fc.record({
  path: fc.stringMatching(/^[^\n\0]{1,20}\.py$/),
  line: fc.nat(),
  column: fc.nat(),
  rule: fc.stringMatching(/^[A-Z]{1,3}\d{1,4}$/),
  message: fc.stringMatching(/^[^\n\r\u2028\u2029]*$/),
});

test('every finding is read, and no cut of the report hides one', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { minLength: 1 }), fc.nat(), (found, cut) => {
      const lines = found.map(
        ({ path, line, column, rule, message }) =>
          `./${path}:${line}:${column}: ${rule} ${message}`,
      );
      const text = `${lines.join('\n')}\n${lines.length}\n`;
      const whole = parseOne(text, 1);
      expect(verdictOf(whole)).toHaveLength(new Set(lines).size);
      expectCutIsRefused(parseOne(text.slice(0, cut % text.length), 1), whole);
    }),
  );
});
