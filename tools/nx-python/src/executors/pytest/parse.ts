import type { Finding } from '@modax/findings';
import { contradiction, problem, refusal, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';
import { parseJUnit, type TestCase } from './junit.ts';

/**
 * Each failed test is an error, each skipped one a note. A run without a test, or in which every
 * test was skipped, has shown nothing and fails; so does a run without a coverage report.
 */
export function parsePytest(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const [output] = outputs;
  if (output === undefined) return refusal('TOOL_OUTPUT_UNREADABLE', 'pytest was not started');
  const junit = output.files.get('junit');
  const cases = junit === undefined ? undefined : parseJUnit(junit);
  if (cases === undefined) return unreadable(output, 'no whole JUnit report');
  // It can end with 0, and what was left to run is in no report.
  if (/^!+ .*\boutcomes\.Exit\b.* !+$/m.test(output.stdout)) {
    return unreadable(output, 'pytest.exit() ended it before the last test');
  }
  const ran = cases.filter((test) => test.outcome !== 'skipped');
  if (ran.length === 0) {
    return problem('NO_TESTS', `pytest ran no test of ${context.projectName}`, context.projectRoot);
  }
  const findings = cases.flatMap((test) => toFinding(test, context));
  const failed = findings.filter((finding) => finding.severity === 'error').length;
  if ((output.code === 0) !== (failed === 0)) return contradiction(output, failed);
  const coverage = percentCovered(output.files.get('coverage'));
  if (coverage === undefined) {
    return problem(
      'COVERAGE_MISSING',
      'pytest left no coverage report',
      context.projectRoot,
      findings,
    );
  }
  return {
    findings: [...findings, ...belowFloor(coverage, context)],
    measures: { tests: ran.length, skipped: cases.length - ran.length, failed, coverage },
  };
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
