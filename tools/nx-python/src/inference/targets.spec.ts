import { matchesGlob } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pytestCalls } from '../executors/pytest/command.ts';
import { contextOf } from '../executors/testing/tool-run.ts';
import {
  exceptions,
  executorCode,
  type Inputs,
  librariesBelow,
  lock,
  toolConfiguration,
} from './inputs.ts';
import { matrix, pythonTargets } from './targets.ts';

const targets = pythonTargets();
const cached = Object.entries(targets).filter(([, { cache }]) => cache === true);

test('the targets of a Python project, what runs them, and what each waits for', () => {
  const table = Object.entries(targets).map(
    ([name, { executor, cache, options, configurations, dependsOn }]) => ({
      name,
      executor,
      ...(cache === undefined ? {} : { cache }),
      ...(options === undefined ? {} : { options: options as unknown }),
      ...(configurations === undefined ? {} : { configurations }),
      ...(dependsOn === undefined ? {} : { dependsOn }),
    }),
  );
  expect(table).toEqual([
    { name: 'lint', executor: '@modax/nx-python:flake8', cache: true },
    {
      name: 'format',
      executor: '@modax/nx-python:black',
      cache: true,
      configurations: { fix: { check: false } },
    },
    { name: 'typecheck', executor: '@modax/nx-python:mypy', cache: true },
    { name: 'test', executor: '@modax/nx-python:pytest', cache: true },
    { name: 'scan-code', executor: '@modax/nx-python:bandit', cache: true },
    { name: 'scan-dependencies', executor: '@modax/nx-python:safety', cache: true },
    { name: 'scan-files', executor: '@modax/nx-python:trivy', cache: true },
    {
      name: 'scan',
      executor: 'nx:noop',
      dependsOn: ['scan-code', 'scan-dependencies', 'scan-files'],
    },
    {
      name: 'check',
      executor: 'nx:noop',
      dependsOn: [
        'lint',
        'format',
        'typecheck',
        'test',
        'scan-code',
        'scan-dependencies',
        'scan-files',
      ],
    },
    {
      name: 'test-matrix',
      executor: 'nx:noop',
      dependsOn: ['test-3.9', 'test-3.10', 'test-3.11', 'test-3.12', 'test-3.13'],
    },
    ...matrix.map((python) => ({
      name: `test-${python}`,
      executor: '@modax/nx-python:pytest',
      cache: true,
      options: { python },
    })),
  ]);
});

test('an aggregate waits for targets that are there', () => {
  for (const { dependsOn = [] } of Object.values(targets)) {
    for (const name of dependsOn) expect(Object.keys(targets)).toContain(name);
  }
});

test('check is every gate but the matrix', () => {
  const gates = cached.map(([name]) => name).filter((name) => !/^test-\d/.test(name));
  expect(targets['check']?.dependsOn).toEqual(gates);
});

describe('a cached result', () => {
  test.each(cached)(
    'of %s holds for these packages, this plugin and these exceptions',
    (_, target) => {
      expect(target.inputs).toEqual(
        expect.arrayContaining([...lock, ...executorCode, ...exceptions, '{projectRoot}/**/*']),
      );
    },
  );

  test('is of the configuration that the tool reads', () => {
    const reading = (file: Inputs[number]) =>
      cached.filter(([, { inputs = [] }]) => inputs.includes(file)).map(([name]) => name);
    const tests = ['test', ...matrix.map((version) => `test-${version}`)];
    expect(reading('{workspaceRoot}/.flake8')).toEqual(['lint']);
    for (const file of toolConfiguration) {
      expect(reading(file)).toEqual(['format', 'typecheck', ...tests]);
    }
  });

  test('is of the libraries below where types, behaviour or dependencies reach upwards', () => {
    const reaching = cached.filter(([, { inputs = [] }]) =>
      inputs.includes(librariesBelow[0] ?? ''),
    );
    expect(reaching.map(([name]) => name)).toEqual([
      'typecheck',
      'test',
      'scan-dependencies',
      'scan-files',
      ...matrix.map((version) => `test-${version}`),
    ]);
  });

  test('is of documentation only where it is searched for secrets', () => {
    const without = cached.filter(([, { inputs = [] }]) =>
      inputs.includes('!{projectRoot}/**/*.md'),
    );
    expect(cached.filter((entry) => !without.includes(entry)).map(([name]) => name)).toEqual([
      'scan-files',
    ]);
  });

  test('of tests is of the files that the project states', () => {
    const stated = Object.entries(pythonTargets(['config/station.json']));
    const reading = stated.filter(([, { inputs = [] }]) =>
      inputs.includes('{workspaceRoot}/config/station.json'),
    );
    expect(reading.map(([name]) => name)).toEqual([
      'test',
      ...matrix.map((version) => `test-${version}`),
    ]);
  });
});

describe('the files that a target restores', () => {
  /** Every file that its executor writes for a project. */
  function written(name: string, executor: string): readonly string[] {
    const tool = executor.replace('@modax/nx-python:', '');
    const python = /^test-(.+)$/.exec(name)?.[1];
    const report = python === undefined ? tool : `${tool}-${python}`;
    const context = contextOf();
    const [call] =
      tool === 'pytest'
        ? pytestCalls({ timeoutSeconds: 1, ...(python === undefined ? {} : { python }) }, context)
        : [];
    return [
      ...['sarif', 'json', 'txt'].map((kind) => `${context.reports}/${report}.${kind}`),
      ...Object.values(call?.writes ?? {}),
    ];
  }

  const restores = (outputs: readonly string[] = [], file: string) =>
    outputs.some((output) =>
      matchesGlob(
        file,
        output.replace('{workspaceRoot}', '/workspace').replace('{projectName}', 'pump'),
      ),
    );

  test.each(cached)('are all that %s writes, and none that another one writes', (name, target) => {
    for (const [other, { executor = '' }] of cached) {
      for (const file of written(other, executor)) {
        expect([other, file, restores(target.outputs, file)]).toEqual([
          other,
          file,
          other === name,
        ]);
      }
    }
  });
});
