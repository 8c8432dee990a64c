import { describe, expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { pytestCalls, pytestReport } from './command.ts';

const options = { timeoutSeconds: 1200 };

const call = (report: string, sources: string, ...folders: readonly string[]) => ({
  name: 'tests',
  program: 'pytest',
  arguments: [
    '-c',
    '/workspace/pyproject.toml',
    '--rootdir=/workspace/apps/pump',
    '--color=no',
    '--verbosity=0',
    '-p',
    'no:cacheprovider',
    '-o',
    'junit_family=xunit1',
    '-o',
    'norecursedirs=.* __pycache__ node_modules',
    `--junitxml=/workspace/reports/pump/${report}.xml`,
    `--cov=${sources}`,
    '--cov-config=/workspace/pyproject.toml',
    '--cov-branch',
    `--cov-report=json:/workspace/reports/pump/${report}.coverage.json`,
    `--cov-report=xml:/workspace/reports/pump/${report}.coverage.xml`,
    '--cov-report=term-missing:skip-covered',
    ...folders,
  ],
  cwd: '/workspace/apps/pump',
  exitCodes: [0, 1, 2, 5],
  writes: {
    junit: `/workspace/reports/pump/${report}.xml`,
    coverage: `/workspace/reports/pump/${report}.coverage.json`,
    cobertura: `/workspace/reports/pump/${report}.coverage.xml`,
  },
  environment: { COVERAGE_FILE: '/scratch/coverage' },
});

describe('one run, by the configuration of the workspace alone', () => {
  test('of the tests, with the coverage of the sources', () => {
    expect(pytestCalls(options, contextOf())).toEqual([call('pytest', 'src', 'src', 'tests')]);
  });

  test('or several, where the project asks for it, which together look at everything', () => {
    const context = contextOf({
      settings: { coverageFloor: 80, warningBudget: 0, testProcesses: 2 },
      testFiles: [
        { path: 'tests/test_a.py', bytes: 10 },
        { path: 'tests/test_b.py', bytes: 30 },
        { path: 'tests/test_c.py', bytes: 15 },
      ],
    });
    const calls = pytestCalls(options, context);
    expect(
      calls.map(({ name, isBeside }) => `${name}${isBeside === true ? ' beside' : ''}`),
    ).toEqual(['tests 1 of 2', 'tests 2 of 2 beside', 'combine', 'json', 'xml beside']);
    const ignored = calls
      .slice(0, 2)
      .map(({ arguments: words }) => words.filter((word) => word.startsWith('--ignore=')));
    expect(ignored).toEqual([
      ['--ignore=tests/test_a.py', '--ignore=tests/test_c.py'],
      ['--ignore=tests/test_b.py'],
    ]);
    for (const { arguments: words } of calls.slice(0, 2)) {
      expect(words.slice(-2)).toEqual(['src', 'tests']);
    }
    expect(calls[2]?.arguments.slice(-2)).toEqual(['/scratch/coverage.1', '/scratch/coverage.2']);
  });

  test('of everything in a project whose tests lie beside its sources', () => {
    const context = contextOf({ pythonFolders: ['src'] });
    expect(pytestCalls(options, context)).toEqual([call('pytest', 'src', 'src')]);
  });

  test('of everything in a project without a folder of sources', () => {
    const context = contextOf({ pythonFolders: ['.'] });
    expect(pytestCalls(options, context)).toEqual([call('pytest', '.', '.')]);
  });

  test('of the matrix writes into files of its own', () => {
    expect(pytestCalls({ ...options, python: '3.9' }, contextOf())).toEqual([
      call('pytest-3.9', 'src', 'src', 'tests'),
    ]);
  });
});

test('every file that is written is removed before the run, and has the name of the report', () => {
  for (const python of [undefined, '3.9', '3.13']) {
    const chosen = { ...options, ...(python === undefined ? {} : { python }) };
    const [{ writes = {} } = {}] = pytestCalls(chosen, contextOf());
    for (const file of Object.values(writes)) {
      expect(file).toMatch(`/workspace/reports/pump/${pytestReport(chosen)}.`);
    }
  }
});
