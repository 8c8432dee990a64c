import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  brief,
  codesOf,
  contextOf,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import { pytestCalls } from './command.ts';
import { parsePytest } from './parse.ts';

/* Files are those of pytest 9.2.0 and coverage 7.17.3. */

const suite = (counts: string, cases: string) =>
  `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" ${counts} time="0.205" timestamp="2026-11-23T15:31:26.154290+00:00" hostname="vm">${cases}</testsuite></testsuites>`;

const passed =
  '<testcase classname="tests.test_flow" name="test_flow" file="tests/test_flow.py" line="9" time="0.001" />';
const skipped =
  '<testcase classname="tests.test_wrong" name="test_skipped" file="tests/test_wrong.py" line="36" time="0.000"><skipped type="pytest.skip" message="not today">/workspace/apps/pump/tests/test_wrong.py:37: not today</skipped></testcase>';
const failed = `<testcase classname="tests.test_wrong" name="test_wrong" file="tests/test_wrong.py" line="4" time="0.002"><failure message="AssertionError: line one&#10;  line two: [x] #x1B[31mred#x00&#10;assert {'a': 1, 'größe': '&lt;&amp;&gt;'} == {'a': 2}">def test_wrong():
&gt;       assert {"a": 1, "größe": "&lt;&amp;&gt;"} == {"a": 2}, "line one\\nline two: [x]"
E       AssertionError: line one

tests/test_wrong.py:7: AssertionError</failure></testcase>`;
const setupError =
  '<testcase classname="tests.test_wrong" name="test_setup" file="tests/test_wrong.py" line="20" time="0.000"><error message="failed on setup with &quot;RuntimeError: setup: boom&quot;">@pytest.fixture</error></testcase>';
const teardownError =
  '<testcase classname="tests.test_wrong" name="test_teardown" file="tests/test_wrong.py" line="24" time="0.001"><error message="failed on teardown with &quot;RuntimeError: teardown: boom&quot;">@pytest.fixture</error></testcase>';
const collectionError =
  '<testcase classname="" name="tests.test_import" file="tests/test_import.py" time="0.000"><error message="collection failure">ImportError while importing test module</error></testcase>';
const moduleSkipped =
  '<testcase classname="" name="tests.test_modskip" file="tests/test_modskip.py" time="0.000"><skipped message="collection skipped">(\'tests/test_modskip.py\', 2, \'Skipped: whole module\')</skipped></testcase>';

const green = suite('errors="0" failures="0" skipped="0" tests="1"', passed);
const red = suite(
  'errors="2" failures="1" skipped="1" tests="6"',
  passed + failed + setupError + teardownError + skipped,
);

const totals = {
  covered_lines: 4,
  num_statements: 4,
  percent_covered: 100,
  percent_covered_display: '100',
  missing_lines: 0,
  excluded_lines: 0,
};
const coverageOf = (changes: object) => JSON.stringify({ totals: { ...totals, ...changes } });
const covered = coverageOf({});

const context = contextOf();
const [call] = pytestCalls({ timeoutSeconds: 1200 }, context);

function parse(junit: string | undefined, code: number, coverage: string | undefined = covered) {
  const files = {
    ...(junit === undefined ? {} : { junit }),
    ...(coverage === '' ? {} : { coverage }),
  };
  return parsePytest([outputOf(call, code, { files })], context);
}

describe('a run in which every test passed', () => {
  test('has no findings, and tells how many tests there were and what they cover', () => {
    expect(parse(green, 0)).toEqual({
      findings: [],
      measures: { tests: 1, skipped: 0, failed: 0, coverage: 100 },
    });
  });

  test('does not count what was skipped', () => {
    const some = suite('errors="0" failures="0" skipped="1" tests="2"', passed + skipped);
    const parsed = parse(some, 0);
    expect(brief(verdictOf(parsed))).toEqual([
      'test-skipped note apps/pump/tests/test_wrong.py:37',
    ]);
    expect(parsed).toMatchObject({ measures: { tests: 1, skipped: 1 } });
  });
});

test.each([
  ['====== 1 passed, 2 deselected in 0.01s ======', 2],
  ['1 passed, 12 deselected in 0.01s', 12],
])('tests that were taken out of a run are an error: %s', (summary, count) => {
  const stdout = `said by a test: 7 deselected\n${summary}\nbye\n`;
  const output = outputOf(call, 0, { stdout, files: { junit: green, coverage: covered } });
  const findings = verdictOf(parsePytest([output], context));
  expect(brief(findings)).toEqual(['test-not-collected error apps/pump/pyproject.toml']);
  expect(findings[0]?.message).toMatch(new RegExp(`^${count} tests were taken out`));
});

test.each([
  [[passed], ['tests/test_flow.py'], []],
  [[moduleSkipped, passed], ['tests/test_modskip.py', 'tests/test_flow.py'], []],
  [
    [passed.replace(' file="tests/test_flow.py"', ' file="../machine.py"')],
    ['tests/test_flow.py'],
    [],
  ],
  [[passed], ['src/pump/flow_test.py', 'tests/test_flow.py'], ['src/pump/flow_test.py']],
  // One whose name begins as the other one's.
  [[passed], ['tests/test_flo.py', 'tests/test_flow.py'], ['tests/test_flo.py']],
])(
  'a file with tests of which no report says anything is an error: %#',
  (cases, paths, unheard) => {
    const skips = cases.filter((text) => text === moduleSkipped).length;
    const junit = suite(
      `errors="0" failures="0" skipped="${skips}" tests="${cases.length}"`,
      cases.join(''),
    );
    const output = outputOf(call, 0, { files: { junit, coverage: covered } });
    const testFiles = paths.map((path) => ({ path, bytes: 1 }));
    const findings = verdictOf(parsePytest([output], { ...context, testFiles }));
    expect(brief(findings.filter(({ severity }) => severity === 'error'))).toEqual(
      unheard.map((path) => `test-not-collected error apps/pump/${path}`),
    );
  },
);

describe('findings', () => {
  test('are failed tests and errors around them, each at its file and line', () => {
    const parsed = parse(red, 1);
    expect(brief(verdictOf(parsed))).toEqual([
      'test-failed error apps/pump/tests/test_wrong.py:5',
      'test-error error apps/pump/tests/test_wrong.py:21',
      'test-error error apps/pump/tests/test_wrong.py:25',
      'test-skipped note apps/pump/tests/test_wrong.py:37',
    ]);
    expect(parsed).toMatchObject({ measures: { tests: 4, skipped: 1, failed: 3 } });
  });

  test('have the name of the test and the first line of what it said', () => {
    expect(verdictOf(parse(red, 1)).map(({ message }) => message)).toEqual([
      'tests.test_wrong::test_wrong: AssertionError: line one',
      'tests.test_wrong::test_setup: failed on setup with "RuntimeError: setup: boom"',
      'tests.test_wrong::test_teardown: failed on teardown with "RuntimeError: teardown: boom"',
      'tests.test_wrong::test_skipped: not today',
    ]);
  });

  test('are modules that cannot be imported, and nothing is said of coverage then', () => {
    const collection = suite('errors="1" failures="0" skipped="0" tests="1"', collectionError);
    const parsed = parse(collection, 2, '');
    expect(codesOf(parsed)).toEqual(['TESTS_NOT_COLLECTED']);
    expect(brief(parsed.findings ?? [])).toEqual([
      'test-error error apps/pump/tests/test_import.py',
    ]);
    // As where another process has run its own.
    const two = parsePytest(
      [collection, green].map((junit, place) =>
        outputOf(call, place === 0 ? 2 : 0, { files: { junit } }),
      ),
      context,
    );
    expect(codesOf(two)).toEqual(['TESTS_NOT_COLLECTED']);
  });

  test('are not all that keeps a report of coverage from being there', () => {
    const torn = suite('errors="1" failures="0" skipped="0" tests="1"', teardownError);
    expect(codesOf(parse(torn, 1, ''))).toEqual(['COVERAGE_MISSING']);
  });
});

describe('coverage', () => {
  const floor = (coverageFloor: number, percent_covered: number) =>
    parsePytest(
      [outputOf(call, 0, { files: { junit: green, coverage: coverageOf({ percent_covered }) } })],
      contextOf({ settings: { coverageFloor, warningBudget: 0, testProcesses: 1 } }),
    );

  test('on its floor passes', () => {
    expect(verdictOf(floor(80, 80))).toEqual([]);
    expect(verdictOf(floor(0, 0))).toEqual([]);
    expect(verdictOf(floor(100, 100))).toEqual([]);
  });

  test('below its floor is an error, by however little', () => {
    expect(verdictOf(floor(80, 66.66666666666667))).toEqual([
      {
        tool: 'pytest',
        rule: 'coverage-below-floor',
        severity: 'error',
        message: 'coverage is 66.67 %, the floor is 80.00 %',
        location: { path: 'apps/pump/pyproject.toml' },
      },
    ]);
    expect(verdictOf(floor(80, 79.999_999))).toHaveLength(1);
  });

  test('below its floor is told beside the tests that failed', () => {
    const parsed = parse(red, 1, coverageOf({ percent_covered: 10 }));
    expect(verdictOf(parsed).at(-1)?.rule).toBe('coverage-below-floor');
  });

  test.each([
    ['no file', ''],
    ['nonsense', 'Welcome!'],
    ['no totals', '{}'],
    ['null', 'null'],
    ['totals of another form', '{ "totals": 100 }'],
    ['no statements at all, of which coverage.py says 100 %', coverageOf({ num_statements: 0 })],
    ['no number of statements', coverageOf({ num_statements: undefined })],
    ['no percentage', coverageOf({ percent_covered: undefined })],
    ['a percentage in words', coverageOf({ percent_covered: '100' })],
  ])('is missing with %s', (_, coverage) => {
    expect(codesOf(parse(green, 0, coverage))).toEqual(['COVERAGE_MISSING']);
  });

  test('is missing with a file that was cut off anywhere', () => {
    for (let length = 0; length < covered.length; length += 1) {
      expect(codesOf(parse(green, 0, covered.slice(0, length)))).toEqual(['COVERAGE_MISSING']);
    }
  });

  test('that is missing hides no failed test', () => {
    const parsed = parse(red, 1, '');
    expect(codesOf(parsed)).toEqual(['COVERAGE_MISSING']);
    expect(parsed.findings).toHaveLength(4);
  });
});

describe('a run that tested nothing', () => {
  test.each([
    ['no test was collected', 5, suite('errors="0" failures="0" skipped="0" tests="0"', '')],
    ['every test was skipped', 0, suite('errors="0" failures="0" skipped="1" tests="1"', skipped)],
    ['every module was', 5, suite('errors="0" failures="0" skipped="1" tests="1"', moduleSkipped)],
  ])('fails: %s', (_, code, junit) => {
    expect(codesOf(parse(junit, code))).toEqual(['NO_TESTS']);
  });
});

describe('no verdict', () => {
  test('comes from no run', () => {
    expect(codesOf(parsePytest([], context))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from no JUnit file, whatever the exit code', () => {
    for (const code of [0, 1, 2, 5]) {
      expect(codesOf(parse(undefined, code))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    }
  });

  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!'],
    ['more failures than cases', suite('errors="0" failures="2" skipped="0" tests="2"', failed)],
  ])('comes from %s', (_, junit) => {
    expect(codesOf(parse(junit, 1))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from an exit code that contradicts the tests', () => {
    expect(codesOf(parse(red, 0))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    // Interrupted by pytest.exit() or Ctrl-C: what was tested until then passed.
    for (const code of [1, 2, 5]) {
      expect(codesOf(parse(green, code))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    }
  });

  test('comes from a JUnit file that was cut off anywhere', () => {
    expectEveryCutIsRefused(red, (text) => parse(text, 1));
  });
});

test('whatever the files hold: a pass has a test, coverage over the floor and exit code 0', () => {
  const anyJUnit = fc.oneof(fc.string(), fc.constantFrom(green, red), fc.constant(undefined));
  const anyCoverage = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true }).map((percent_covered) => coverageOf({ percent_covered })),
  );
  fc.assert(
    fc.property(anyJUnit, fc.constantFrom(0, 1, 2, 5), anyCoverage, (junit, code, coverage) => {
      const parsed = parse(junit, code, coverage);
      if ('problems' in parsed) return;
      if (parsed.findings.some(({ severity }) => severity === 'error')) return;
      expect({ junit, code }).toEqual({ junit: green, code: 0 });
      expect(parsed.measures?.['coverage']).toBeGreaterThanOrEqual(80);
    }),
  );
});
