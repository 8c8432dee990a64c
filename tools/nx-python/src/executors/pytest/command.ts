import { join } from 'node:path';
import type { ToolCall, ToolContext, ToolOptions } from '../../running/tool.ts';

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
 */
export function pytestCalls(options: PytestOptions, context: ToolContext): readonly ToolCall[] {
  const report = join(context.reports, pytestReport(options));
  const writes = {
    junit: `${report}.xml`,
    coverage: `${report}.coverage.json`,
    cobertura: `${report}.coverage.xml`,
  };
  const [sources = '.'] = context.pythonFolders;
  return [
    {
      name: 'tests',
      program: 'pytest',
      arguments: [
        '-c',
        join(context.workspaceRoot, 'pyproject.toml'),
        `--rootdir=${context.project}`,
        '--color=no',
        '-p',
        'no:cacheprovider',
        '-o',
        // The older family alone names each test's file and line.
        'junit_family=xunit1',
        '-o',
        // pytest's own list passes over folders named build, dist and venv: tests that never run.
        'norecursedirs=.* __pycache__ node_modules',
        `--junitxml=${writes.junit}`,
        `--cov=${sources}`,
        `--cov-config=${join(context.workspaceRoot, 'pyproject.toml')}`,
        '--cov-branch',
        `--cov-report=json:${writes.coverage}`,
        `--cov-report=xml:${writes.cobertura}`,
        '--cov-report=term-missing:skip-covered',
        ...context.pythonFolders,
      ],
      cwd: context.project,
      exitCodes: [0, 1, 2, 5],
      writes,
      // Beside the other versions of the matrix: each its own data file.
      environment: { COVERAGE_FILE: join(context.scratch, 'coverage') },
    },
  ];
}
