import type { TargetConfiguration } from '@nx/devkit';
import {
  exceptions,
  executorCode,
  type Inputs,
  librariesBelow,
  lock,
  ownFiles,
  toolConfiguration,
} from './inputs.ts';

/** The document asks for 3.9 to 3.11; 3.12 and 3.13 are what people install today. */
export const matrix = ['3.9', '3.10', '3.11', '3.12', '3.13'] as const;

const scans = ['scan-code', 'scan-dependencies', 'scan-files'];

/**
 * The targets of every Python project, from its `pyproject.toml` alone:
 *
 * | target | tool |
 * |---|---|
 * | `lint` | flake8 |
 * | `format` | black; configuration `fix` writes |
 * | `typecheck` | mypy, strict |
 * | `test`, `test-3.9` … | pytest with coverage |
 * | `scan-code`, `scan-dependencies`, `scan-files` | bandit, Safety, Trivy |
 * | `scan`, `check`, `test-matrix` | nothing of their own: all scans, all but the matrix, the matrix |
 *
 * `testFiles` are files of the workspace, relative to its root, that the tests use.
 */
export function pythonTargets(
  testFiles: readonly string[] = [],
): Record<string, TargetConfiguration> {
  const tests: Inputs = [
    ...ownFiles,
    ...librariesBelow,
    ...lock,
    ...toolConfiguration,
    'extra',
    ...testFiles.map((file) => `{workspaceRoot}/${file}`),
  ];
  const lint = ['{workspaceRoot}/.flake8', ...ownFiles, ...lock];
  return {
    lint: task('flake8', ['flake8'], lint),
    format: {
      ...task('black', ['black'], [...ownFiles, ...lock, ...toolConfiguration]),
      configurations: { fix: { check: false } },
    },
    typecheck: task(
      'mypy',
      ['mypy'],
      [...ownFiles, ...librariesBelow, ...lock, ...toolConfiguration],
    ),
    test: task('pytest', ['pytest'], tests),
    'scan-code': task('bandit', ['bandit'], [...ownFiles, ...lock]),
    'scan-dependencies': task('safety', ['safety'], [...ownFiles, ...librariesBelow, ...lock]),
    'scan-files': task(
      'trivy',
      ['trivy'],
      [
        // Documentation too: a secret in a README is a secret.
        '{projectRoot}/**/*',
        ...librariesBelow,
        ...lock,
      ],
    ),
    scan: aggregate(scans),
    check: aggregate(['lint', 'format', 'typecheck', 'test', ...scans]),
    'test-matrix': aggregate(matrix.map((version) => `test-${version}`)),
    ...Object.fromEntries(matrix.map((version) => [`test-${version}`, matrixTask(version, tests)])),
  };
}

function matrixTask(python: string, inputs: Inputs): TargetConfiguration {
  return { ...task('pytest', [`pytest-${python}`], inputs), options: { python } };
}

function task(executor: string, reports: readonly string[], inputs: Inputs): TargetConfiguration {
  return {
    executor: `@modax/nx-python:${executor}`,
    cache: true,
    inputs: [...inputs, ...executorCode, ...exceptions],
    outputs: reports.map((report) => `{workspaceRoot}/reports/{projectName}/${report}.*`),
  };
}

function aggregate(targets: readonly string[]): TargetConfiguration {
  return { executor: 'nx:noop', dependsOn: [...targets] };
}
