import { join } from 'node:path';
import type { ToolCall, ToolContext, ToolOptions } from '../../running/tool.ts';
import { spread } from './spread.ts';

export interface PytestOptions extends ToolOptions {
  /** Run on this Python (`3.9`) instead of the workspace's own. */
  readonly python?: string;
}

/** `pytest`, or `pytest-3.9` in the matrix: the reports' name. */
export function pytestReport(options: PytestOptions): string {
  return options.python === undefined ? 'pytest' : `pytest-${options.python}`;
}

/**
 * Coverage of statements and branches of the sources, JUnit of the tests. The exit codes are
 * pytest's: 1 a test failed, 2 the run was interrupted (a test module that cannot be imported),
 * 5 no test collected; 3 and 4 are crashes and wrong use.
 *
 * Where the project asks for several processes its files of tests are spread over as many whole runs of
 * pytest, each with a verdict of its own, and their coverage is put together. What fails at the end of a
 * process that only works for another one is told nobody (pytest-xdist).
 */
export function pytestCalls(options: PytestOptions, context: ToolContext): readonly ToolCall[] {
  const report = join(context.reports, pytestReport(options));
  const groups = spread(context.testFiles, context.settings.testProcesses);
  return groups.length < 2
    ? [inOneProcess(report, context)]
    : [...inProcesses(report, groups, context), ...coverageOfAll(report, groups.length, context)];
}

function inOneProcess(report: string, context: ToolContext): ToolCall {
  const writes = { junit: `${report}.xml`, ...coverageReports(report) };
  return {
    ...testCall('tests', writes.junit, context, [
      `--cov-report=json:${writes.coverage}`,
      `--cov-report=xml:${writes.cobertura}`,
      '--cov-report=term-missing:skip-covered',
    ]),
    writes,
    // Beside the other versions of the matrix: each its own data file.
    environment: { COVERAGE_FILE: join(context.scratch, 'coverage') },
  };
}

/** Each is told what to pass over: a file that nobody thought of runs in all of them, not in none. */
function inProcesses(
  report: string,
  groups: readonly (readonly string[])[],
  context: ToolContext,
): readonly ToolCall[] {
  return groups.map((own, place): ToolCall => {
    const junit = `${report}.${place + 1}.xml`;
    const others = groups.filter((group) => group !== own).flat();
    return {
      ...testCall(
        `tests ${place + 1} of ${groups.length}`,
        junit,
        // What is named itself is never passed over.
        {
          ...context,
          pythonFolders: context.pythonFolders.filter((path) => !others.includes(path)),
        },
        ['--cov-report=', ...others.sort().map((file) => `--ignore=${file}`)],
      ),
      writes: { junit },
      environment: { COVERAGE_FILE: coverageFile(place + 1, context) },
      ...(place === 0 ? {} : { isBeside: true }),
    };
  });
}

function coverageOfAll(report: string, count: number, context: ToolContext): readonly ToolCall[] {
  const data = join(context.scratch, 'coverage');
  const parts = Array.from({ length: count }, (_, place) => coverageFile(place + 1, context));
  const { coverage, cobertura } = coverageReports(report);
  const call = (name: string, ...words: readonly string[]): ToolCall => ({
    name,
    program: 'coverage',
    arguments: [
      name,
      '--quiet',
      `--rcfile=${configuration(context)}`,
      `--data-file=${data}`,
      ...words,
    ],
    cwd: context.project,
    // 1: there is no data, or not all of it; what the tests themselves said comes before that.
    exitCodes: [0, 1],
  });
  // As pytest-cov does: a source that this Python cannot read is no reason to know nothing of the others.
  const written = (file: string) => ['--ignore-errors', '-o', file];
  return [
    // A part that cannot be read is an error then, not a warning.
    { ...call('combine', ...parts), environment: { PYTHONWARNINGS: 'error' } },
    { ...call('json', ...written(coverage)), writes: { coverage } },
    { ...call('xml', ...written(cobertura)), writes: { cobertura }, isBeside: true },
  ];
}

function testCall(
  name: string,
  junit: string,
  context: ToolContext,
  more: readonly string[],
): ToolCall {
  const [sources = '.'] = context.pythonFolders;
  return {
    name,
    program: 'pytest',
    arguments: [
      '-c',
      configuration(context),
      `--rootdir=${context.project}`,
      '--color=no',
      // However quiet addopts want it: the sum alone tells what was taken out of the run.
      '--verbosity=0',
      '-p',
      'no:cacheprovider',
      '-o',
      // The older family alone names each test's file and line.
      'junit_family=xunit1',
      '-o',
      // pytest's own list passes over folders named build, dist and venv: tests that never run.
      'norecursedirs=.* __pycache__ node_modules',
      `--junitxml=${junit}`,
      `--cov=${sources}`,
      `--cov-config=${configuration(context)}`,
      '--cov-branch',
      ...more,
      ...context.pythonFolders,
    ],
    cwd: context.project,
    exitCodes: [0, 1, 2, 5],
  };
}

function configuration({ workspaceRoot }: ToolContext): string {
  return join(workspaceRoot, 'pyproject.toml');
}

function coverageFile(number: number, { scratch }: ToolContext): string {
  return join(scratch, `coverage.${number}`);
}

function coverageReports(report: string) {
  return { coverage: `${report}.coverage.json`, cobertura: `${report}.coverage.xml` };
}
