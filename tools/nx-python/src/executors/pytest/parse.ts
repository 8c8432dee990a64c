import type { Finding } from '@modax/findings';
import { contradiction, problem, refusal, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, Refusal, ToolContext, ToolOutput } from '../../running/tool.ts';
import { parseJUnit, type TestCase } from './junit.ts';

/**
 * Each failed test is an error, each skipped one a note. A run without a test, or in which every
 * test was skipped, has shown nothing and fails; so does a run without a coverage report.
 */
export function parsePytest(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const { projectName, projectRoot } = context;
  const runs = outputs.filter(({ call }) => call.program === 'pytest');
  if (runs.length === 0) return refusal('TOOL_OUTPUT_UNREADABLE', 'pytest was not started');
  const cases: TestCase[] = [];
  for (const run of runs) {
    const read = casesOf(run);
    if ('problems' in read) return read;
    cases.push(...read.cases);
  }
  const ran = cases.filter((test) => test.outcome !== 'skipped');
  if (ran.length === 0) {
    return problem('NO_TESTS', `pytest ran no test of ${projectName}`, projectRoot);
  }
  const findings = cases.flatMap((test) => toFinding(test, context));
  const coverage = percentCovered(coverageIn(outputs));
  if (coverage === undefined) {
    // Such a run ends before its first test, and there is nothing to cover: the advice about coverage would mislead.
    return cases.some(isNotImported)
      ? problem('TESTS_NOT_COLLECTED', 'pytest could not import its tests', projectRoot, findings)
      : problem('COVERAGE_MISSING', 'pytest left no coverage report', projectRoot, findings);
  }
  return {
    findings: [
      ...findings,
      ...unheardFiles(cases, context),
      ...leftOut(runs, context),
      ...belowFloor(coverage, context),
    ],
    measures: {
      tests: ran.length,
      skipped: cases.length - ran.length,
      failed: cases.filter(isFailed).length,
      coverage,
    },
  };
}

/** The tests of one run of pytest, whose exit code says the same as its report. */
function casesOf(run: ToolOutput): Refusal | { readonly cases: readonly TestCase[] } {
  const junit = run.files.get('junit');
  const cases = junit === undefined ? undefined : parseJUnit(junit);
  if (cases === undefined) return unreadable(run, 'no whole JUnit report');
  // It can end with 0, and what was left to run is in no report.
  if (/^!+ .*\boutcomes\.Exit\b.* !+$/m.test(run.stdout)) {
    return unreadable(run, 'pytest.exit() ended it before the last test');
  }
  // No test was collected.
  if (cases.every(({ outcome }) => outcome === 'skipped') && run.code === 5) return { cases };
  const failed = cases.filter(isFailed).length;
  return (run.code === 0) === (failed === 0) ? { cases } : contradiction(run, failed);
}

/** The report of the coverage; none where that of a process is missing in it. */
function coverageIn(outputs: readonly ToolOutput[]): string | undefined {
  const isWhole = outputs.every(({ call, code }) => call.program === 'pytest' || code === 0);
  return isWhole ? outputs.flatMap(({ files }) => files.get('coverage') ?? [])[0] : undefined;
}

function isFailed({ outcome }: TestCase): boolean {
  return outcome === 'failed' || outcome === 'error';
}

/** As pytest says it of a module, none of whose tests it knows then. */
function isNotImported({ outcome, message }: TestCase): boolean {
  return outcome === 'error' && message === 'collection failure';
}

function toFinding(test: TestCase, context: ToolContext): readonly Finding[] {
  if (test.outcome === 'passed') return [];
  return [
    {
      tool: 'pytest',
      rule: `test-${test.outcome}`,
      severity: test.outcome === 'skipped' ? 'note' : 'error',
      message: `${test.name}: ${test.message.split('\n')[0] ?? ''}`,
      ...(test.file === undefined
        ? {}
        : {
            location: {
              path: projectPath(context, test.file),
              ...(test.line === undefined ? {} : { line: test.line }),
            },
          }),
    },
  ];
}

function percentCovered(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report !== 'object' || report === null || !('totals' in report)) return undefined;
    const totals: unknown = report.totals;
    if (typeof totals !== 'object' || totals === null) return undefined;
    if (!('percent_covered' in totals) || !('num_statements' in totals)) return undefined;
    // coverage.py answers 100 % for nothing at all: sources that were not seen are not covered.
    if (totals.num_statements === 0) return undefined;
    return typeof totals.percent_covered === 'number' ? totals.percent_covered : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Files with tests of which no report says anything, whatever has kept pytest from looking into them: `--ignore`,
 * `collect_ignore`, a hook. Of a module that is skipped there is a case, as of one that cannot be imported.
 */
function unheardFiles(
  cases: readonly TestCase[],
  { testFiles, projectRoot }: ToolContext,
): readonly Finding[] {
  return testFiles
    .filter(({ path }) => !cases.some((test) => isOfFile(test, path)))
    .map(({ path }) => ({
      tool: 'pytest',
      rule: 'test-not-collected',
      severity: 'error',
      message:
        'no test of this file ran, or said that it is skipped: see addopts, and what conftest.py leaves out',
      location: { path: `${projectRoot}/${path}` },
    }));
}

/** A test that another package has made, as of a state machine, is known by its module alone. */
function isOfFile({ file, name }: TestCase, path: string): boolean {
  const module = path.replace(/\.py$/, '').replaceAll('/', '.');
  const isBelow = name.startsWith(module) && /^(?:$|[.:])/.test(name.slice(module.length));
  return file === path || isBelow;
}

/** The line in which a run is summed up; what is said at its very end, as by a process that ends, comes behind it. */
const SUM = /\bin \d+(?:\.\d+)?s\b/;

/** What `-k`, `-m` or `--deselect` have taken out of a run is in no report: its sum alone tells. */
function leftOut(runs: readonly ToolOutput[], { projectRoot }: ToolContext): readonly Finding[] {
  return runs.flatMap(({ stdout }) => {
    const sum = stdout.split('\n').findLast((line) => SUM.test(line)) ?? '';
    const count = /\b(\d+) deselected\b/.exec(sum)?.[1];
    if (count === undefined) return [];
    return [
      {
        tool: 'pytest',
        rule: 'test-not-collected',
        severity: 'error',
        message: `${count} tests were taken out of the run: see addopts, and hooks of conftest.py`,
        location: { path: `${projectRoot}/pyproject.toml` },
      } as const,
    ];
  });
}

function belowFloor(coverage: number, context: ToolContext): readonly Finding[] {
  const floor = context.settings.coverageFloor;
  if (coverage >= floor) return [];
  return [
    {
      tool: 'pytest',
      rule: 'coverage-below-floor',
      severity: 'error',
      message: `coverage is ${coverage.toFixed(2)} %, the floor is ${floor.toFixed(2)} %`,
      location: { path: `${context.projectRoot}/pyproject.toml` },
    },
  ];
}
