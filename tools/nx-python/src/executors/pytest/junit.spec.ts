import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJUnit } from './junit.ts';

/* Files are those of pytest 9.2.0, without the text of the elements. */

interface Counts {
  readonly errors?: number;
  readonly failures?: number;
  readonly skipped?: number;
  readonly tests: number;
}

const file = ({ errors = 0, failures = 0, skipped = 0, tests }: Counts, ...cases: string[]) =>
  `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="${errors}" failures="${failures}" skipped="${skipped}" tests="${tests}" time="0.128" timestamp="2026-11-23T15:31:22.876697+00:00" hostname="vm">${cases.join('')}</testsuite></testsuites>`;

const testCase = (name: string, ...elements: string[]) =>
  `<testcase classname="tests.test_flow" name="${name}" file="tests/test_flow.py" line="9" time="0.001">${elements.join('')}</testcase>`;

const passed =
  '<testcase classname="tests.test_flow" name="test_flow" file="tests/test_flow.py" line="9" time="0.001" />';
const failure = '<failure message="assert 1 == 2">def test(): …</failure>';
const setupError =
  '<error message="failed on setup with &quot;RuntimeError: setup: boom&quot;">@pytest.fixture</error>';
const teardownError =
  '<error message="failed on teardown with &quot;RuntimeError: teardown: boom&quot;">@pytest.fixture</error>';
const skip =
  '<skipped type="pytest.skip" message="not today">tests/test_flow.py:37: not today</skipped>';
const expectedFailure = '<skipped type="pytest.xfail" message="known" />';

const outcomes = (text: string) => parseJUnit(text)?.map(({ outcome }) => outcome);

describe('a case', () => {
  test('has the name, file and line of its test; lines are counted from 1', () => {
    expect(parseJUnit(file({ tests: 1 }, passed))).toEqual([
      {
        name: 'tests.test_flow::test_flow',
        file: 'tests/test_flow.py',
        line: 10,
        outcome: 'passed',
        message: '',
      },
    ]);
  });

  test('that a module which cannot be imported stands for has no line', () => {
    const collection =
      '<testcase classname="" name="tests.test_import" file="tests/test_import.py" time="0.000"><error message="collection failure">ImportError</error></testcase>';
    expect(parseJUnit(file({ errors: 1, tests: 1 }, collection))).toEqual([
      {
        name: 'tests.test_import',
        file: 'tests/test_import.py',
        outcome: 'error',
        message: 'collection failure',
      },
    ]);
  });

  test('has the text that the test gave it, whatever characters are in it', () => {
    const name = 'test_refused[&lt;&amp;&quot;&gt;: größe]';
    const message =
      '<failure message="AssertionError: line one&#10;  line two: [x] #x1B[31mred&#10;&amp;lt; 😀">…</failure>';
    expect(parseJUnit(file({ failures: 1, tests: 1 }, testCase(name, message)))).toMatchObject([
      {
        name: 'tests.test_flow::test_refused[<&">: größe]',
        message: 'AssertionError: line one\n  line two: [x] #x1B[31mred\n&lt; 😀',
      },
    ]);
  });

  test('is read from a report of any size', () => {
    const long = `<failure message="${'&lt;&#10;'.repeat(20_000)}">${'&gt;'.repeat(20_000)}</failure>`;
    expect(outcomes(file({ failures: 1, tests: 1 }, testCase('a', long)))).toEqual(['failed']);
  });
});

describe('outcomes', () => {
  test.each([
    ['passed', { tests: 1 }, [passed]],
    ['failed', { failures: 1, tests: 1 }, [testCase('a', failure)]],
    ['error', { errors: 1, tests: 1 }, [testCase('a', setupError)]],
    ['skipped', { skipped: 1, tests: 1 }, [testCase('a', skip)]],
    ['skipped', { skipped: 1, tests: 1 }, [testCase('a', expectedFailure)]],
  ] as const)('%s', (outcome, counts, cases) => {
    expect(outcomes(file(counts, ...cases))).toEqual([outcome]);
  });

  test('a test that passed and whose teardown failed is an error; pytest counts two tests', () => {
    expect(outcomes(file({ errors: 1, tests: 2 }, testCase('a', teardownError)))).toEqual([
      'error',
    ]);
  });

  test('a test of which setup and teardown failed is one error; pytest counts two', () => {
    const both = testCase('a', setupError, teardownError);
    expect(outcomes(file({ errors: 2, tests: 2 }, both))).toEqual(['error']);
  });

  test('a test that failed and whose teardown failed is two cases; pytest counts one test', () => {
    const cases = [testCase('a', failure), testCase('a', teardownError)];
    expect(outcomes(file({ errors: 1, failures: 1, tests: 1 }, ...cases))).toEqual([
      'failed',
      'error',
    ]);
  });

  test('subtests are part of their test; pytest counts each', () => {
    expect(outcomes(file({ tests: 4 }, passed))).toEqual(['passed']);
    const failing = testCase('a', failure, failure, failure);
    expect(outcomes(file({ failures: 3, tests: 4 }, failing))).toEqual(['failed']);
  });
});

describe('no file of pytest, or not a whole one', () => {
  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!'],
    ['only the declaration', '<?xml version="1.0" encoding="utf-8"?>'],
    ['no suites', '<testsuites></testsuites>'],
    ['another document', '<html></html>'],
    ['another document that ends alike', 'Welcome! </testsuites>'],
    ['more errors announced than there are', file({ errors: 1, tests: 1 }, passed)],
    ['more failures announced than cases', file({ failures: 2, tests: 1 }, testCase('a', failure))],
    ['more skips announced than there are', file({ skipped: 1, tests: 1 }, passed)],
    ['a failure that is not announced', file({ tests: 1 }, testCase('a', failure))],
    ['tests announced and none there', file({ tests: 3 })],
    ['tests there and none announced', file({ tests: 0 }, passed)],
    ['no counts', file({ tests: 1 }, passed).replaceAll(/ (errors|failures)="0"/g, '')],
  ])('%s', (_, text) => {
    expect(parseJUnit(text)).toBeUndefined();
  });

  test('a run without a test is whole', () => {
    expect(parseJUnit(file({ tests: 0 }))).toEqual([]);
  });
});

const anyText = fc.string({ unit: 'grapheme' });
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

test('every failure is read, and a file that was cut off is no file', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1 }), fc.nat(), (messages, cut) => {
      const cases = messages.map((message) =>
        testCase('a', `<failure message="${escaped(message)}">${escaped(message)}</failure>`),
      );
      const text = file({ failures: cases.length, tests: cases.length }, ...cases);
      expect(outcomes(text)).toEqual(messages.map(() => 'failed'));
      expect(parseJUnit(text.slice(0, cut % text.length))).toBeUndefined();
    }),
  );
});
