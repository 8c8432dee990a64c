import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codesOf,
  contextOf,
  expectCutIsRefused,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import { banditCalls } from './command.ts';
import { parseBandit } from './parse.ts';

/* Reports are those of bandit 1.9.4; of the figures for each file only some are kept. */

const figures = { 'SEVERITY.HIGH': 0, 'SEVERITY.LOW': 0, loc: 1, nosec: 0, skipped_tests: 0 };

const clean = {
  errors: [],
  generated_at: '2026-11-23T15:30:31Z',
  metrics: { './src/pump/__init__.py': figures, _totals: figures },
  results: [],
};

const shell = {
  code: '4 def start(name: str) -> None:\n5     subprocess.call(name, shell=True)  # nosec\n',
  col_offset: 4,
  end_col_offset: 37,
  filename: './src/pump/shell.py',
  issue_confidence: 'HIGH',
  issue_cwe: { id: 78, link: 'https://cwe.mitre.org/data/definitions/78.html' },
  issue_severity: 'HIGH',
  issue_text: 'subprocess call with shell=True identified, security issue.',
  line_number: 5,
  line_range: [5],
  more_info:
    'https://bandit.readthedocs.io/en/1.9.4/plugins/b602_subprocess_popen_with_shell_equals_true.html',
  test_id: 'B602',
  test_name: 'subprocess_popen_with_shell_equals_true',
};

const withResults = (...results: readonly unknown[]) => ({ ...clean, results });

const context = contextOf();
const [call] = banditCalls({}, context);
const parseText = (stdout: string, code: number) =>
  parseBandit([outputOf(call, code, { stdout })], context);
const parse = (report: unknown, code: number) => parseText(JSON.stringify(report, null, 2), code);

test('a clean project has no findings', () => {
  expect(parse(clean, 0)).toEqual({ findings: [], files: ['apps/pump/src/pump/__init__.py'] });
});

describe('findings', () => {
  test('are errors, with the words and the page of bandit', () => {
    expect(verdictOf(parse(withResults(shell), 1))).toEqual([
      {
        tool: 'bandit',
        rule: 'B602',
        severity: 'error',
        message: 'subprocess call with shell=True identified, security issue. (severity high)',
        location: { path: 'apps/pump/src/pump/shell.py', line: 5 },
        helpUri:
          'https://bandit.readthedocs.io/en/1.9.4/plugins/b602_subprocess_popen_with_shell_equals_true.html',
      },
    ]);
  });

  test.each(['LOW', 'MEDIUM', 'HIGH', 'UNDEFINED'])('of severity %s are errors', (severity) => {
    const [finding] = verdictOf(parse(withResults({ ...shell, issue_severity: severity }), 1));
    expect(finding?.severity).toBe('error');
    expect(finding?.message).toContain(`(severity ${severity.toLowerCase()})`);
  });

  test('of a file named with its whole path are found in the workspace', () => {
    const absolute = { ...shell, filename: '/workspace/apps/pump/src/größe [1]: a.py' };
    const [finding] = verdictOf(parse(withResults(absolute), 1));
    expect(finding?.location?.path).toBe('apps/pump/src/größe [1]: a.py');
  });
});

describe('no verdict', () => {
  test('comes from a file that bandit could not parse, though it exits with 0', () => {
    const errors = [
      { filename: './src/pump/broken.py', reason: 'syntax error while parsing AST from file' },
      { filename: './src/pump/dangling.py', reason: 'No such file or directory' },
    ];
    const parsed = parse({ ...clean, errors }, 0);
    expect(codesOf(parsed)).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    expect(parsed).toMatchObject({
      problems: [
        {
          message:
            'bandit could not judge apps/pump/src/pump/broken.py: syntax error while parsing AST from file',
          where: { path: 'apps/pump/src/pump/broken.py' },
        },
      ],
    });
  });

  test.each([[null], ['broken.py'], [{}]])('comes from an error of another form: %j', (error) => {
    expect(codesOf(parse({ ...clean, errors: [error] }, 0))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from a run over no file, which bandit takes for a clean one', () => {
    expect(codesOf(parse({ ...clean, metrics: { _totals: { ...figures, loc: 0 } } }, 0))).toEqual([
      'NO_FILES',
    ]);
  });

  test('does not come from files without a line of code', () => {
    const empty = { ...figures, loc: 0 };
    const metrics = { './src/pump/__init__.py': empty, _totals: empty };
    expect(parse({ ...clean, metrics }, 0)).toEqual({
      findings: [],
      files: ['apps/pump/src/pump/__init__.py'],
    });
  });

  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!'],
    ['another document', '[]'],
    ['an empty document', '{}'],
    ['no results', JSON.stringify({ ...clean, results: undefined })],
    ['no errors', JSON.stringify({ ...clean, errors: undefined })],
    ['no figures', JSON.stringify({ ...clean, metrics: undefined })],
    ['no totals', JSON.stringify({ ...clean, metrics: { './a.py': figures } })],
    ['results that are no list', JSON.stringify({ ...clean, results: {} })],
    ['two reports', JSON.stringify(clean) + JSON.stringify(clean)],
  ])('comes from %s', (_, stdout) => {
    expect(codesOf(parseText(stdout, 0))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test.each([[null], ['B602'], [{ ...shell, test_id: null }], [{ ...shell, filename: 7 }]])(
    'comes from a result without rule or file: %j',
    (result) => {
      expect(codesOf(parse(withResults(result), 1))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    },
  );

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(parse(withResults(shell), 0))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    expect(codesOf(parse(clean, 1))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
  });

  test('comes from output that was cut off anywhere', () => {
    const text = JSON.stringify(withResults(shell, { ...shell, test_id: 'B404' }), null, 2);
    expectEveryCutIsRefused(text, (cut) => parseText(cut, 1));
  });
});

test('every result is read, and no cut of the report hides one', () => {
  const anyResult = fc.record({
    filename: fc.string({ minLength: 1 }),
    test_id: fc.string({ minLength: 1 }),
    issue_text: fc.string(),
    issue_severity: fc.constantFrom('LOW', 'MEDIUM', 'HIGH'),
    line_number: fc.integer({ min: 1 }),
  });
  fc.assert(
    fc.property(fc.array(anyResult, { minLength: 1 }), fc.nat(), (results, cut) => {
      const text = JSON.stringify(withResults(...results));
      const whole = parseText(text, 1);
      expect(verdictOf(whole).map(({ rule }) => rule)).toEqual(results.map((row) => row.test_id));
      expectCutIsRefused(parseText(text.slice(0, cut % text.length), 1), whole);
    }),
  );
});
