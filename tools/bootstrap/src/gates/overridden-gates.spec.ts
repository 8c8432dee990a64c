import { describe, expect, it } from 'vitest';
import type { GraphProject } from '../pipeline/plan.ts';
import type { GatedProject, Target } from './gates.ts';
import { overriddenGates, overridingSettings } from './overridden-gates.ts';

const lint: Target = {
  executor: 'tools:lint',
  cache: true,
  inputs: ['{projectRoot}/**/*', '!{projectRoot}/**/*.md', { input: 'python', dependencies: true }],
  outputs: ['{workspaceRoot}/reports/{projectName}/lint.*'],
  options: { command: 'lint .', cwd: '{projectRoot}' },
};
const check: Target = { executor: 'nx:noop', dependsOn: ['lint'] };
const gated: GatedProject = { name: 'api', root: 'apps/api', targets: { lint, check } };

/** The project as Nx shows it, with what its files state. */
function project(
  stated: Readonly<Record<string, unknown>> = {},
  details: Partial<GraphProject> = {},
): GraphProject {
  return {
    name: 'api',
    root: 'apps/api',
    targets: {
      lint: {
        ...lint,
        options: { command: 'lint .', cwd: 'apps/api' },
        configurations: {},
        parallelism: true,
        ...stated,
      },
      check,
    },
    namedInputs: undefined,
    implicitDependencies: undefined,
    ...details,
  };
}

const complaints = (of: GraphProject): readonly string[] => overriddenGates([gated], [of]);
const options = { command: 'lint .', cwd: 'apps/api' };
const inputs = lint['inputs'] as readonly unknown[];

describe('A project has its gates', () => {
  it.each<[string, GraphProject]>([
    ['when it states nothing', project()],
    ['with a longer time to work', project({ options: { ...options, timeoutSeconds: 900 } })],
    [
      'with what it is given when it is started alone, and says then',
      project({ options: { ...options, secrets: ['A_KEY'], saysAlone: 'no broker' } }),
    ],
    [
      'with a registry of its own',
      project({ options: { ...options, registry: 'registry.example', namespace: 'plant' } }),
    ],
    [
      'with more that its cache key is made of',
      project({
        inputs: [...inputs, '{workspaceRoot}/table.csv', { env: 'HOST' }, { runtime: 'uname' }],
      }),
    ],
    ['with more to wait for', project({ dependsOn: ['build'] })],
    ['beside targets of its own', project({}, { targets: { ...project().targets, serve: {} } })],
    [
      'with inputs of its own',
      project({}, { namedInputs: { extra: ['{projectRoot}/data/*', { env: 'HOST' }] } }),
    ],
    ['with dependencies that nothing shows', project({}, { implicitDependencies: ['web'] })],
  ])('%s', (_, of) => {
    expect(complaints(of)).toEqual([]);
  });
});

describe('A gate that judges less, or is kept too long, is named', () => {
  it.each<[string, object, string]>([
    ['another program', { executor: 'nx:run-commands' }, 'executor differs'],
    ['another command', { options: { ...options, command: 'true' } }, 'options differs'],
    ['one option more', { options: { ...options, exclude: ['src'] } }, 'options differs'],
    ['options that are gone', { options: undefined }, 'options differs'],
    ['a configuration', { configurations: { quick: {} } }, 'configurations differs'],
    ['one that is taken unasked', { defaultConfiguration: 'fix' }, 'defaultConfiguration differs'],
    ['fewer inputs', { inputs: inputs.slice(1) }, 'inputs differs'],
    ['no inputs', { inputs: undefined }, 'inputs differs'],
    ['files taken away', { inputs: [...inputs, '!{projectRoot}/src/**'] }, 'inputs differs'],
    ['a named input, which may take away', { inputs: [...inputs, 'less'] }, 'inputs differs'],
    ['the same in other words', { inputs: [...inputs, { input: 'less' }] }, 'inputs differs'],
    [
      'files taken away, as a set',
      { inputs: [...inputs, { fileset: '!{projectRoot}/src/**' }] },
      'inputs differs',
    ],
    ['fewer packages', { inputs: [...inputs, { externalDependencies: [] }] }, 'inputs differs'],
    ['other outputs', { outputs: ['{projectRoot}/src'] }, 'outputs differs'],
    ['no cache', { cache: false }, 'cache differs'],
    ['a key that is new to Nx', { continuous: true }, 'continuous differs'],
  ])('%s', (_, stated, what) => {
    expect(complaints(project({ ...stated }))).toEqual([`api:lint: ${what}`]);
  });

  it('a check that leaves one out', () => {
    const targets = { ...project().targets, check: { executor: 'nx:noop', dependsOn: [] } };
    expect(complaints(project({}, { targets }))).toEqual(['api:check: dependsOn differs']);
  });

  it('one that is not there', () => {
    expect(complaints(project({}, { targets: { check } }))).toEqual(['api:lint: is taken away']);
  });

  it('all of a project that Nx does not see', () => {
    expect(overriddenGates([gated], [])).toEqual(['api: apps/api is no project of Nx']);
  });

  it('by the name that the project has in Nx', () => {
    const renamed = project({ cache: false }, { name: 'interface' });
    expect(complaints(renamed)).toEqual(['interface:lint: cache differs']);
  });

  it.each<[string, Partial<GraphProject>, string]>([
    [
      'sources that are defined anew',
      { namedInputs: { python: [] } },
      'namedInputs.python differs; a project’s own is extra',
    ],
    [
      'files taken away by the input of its own',
      { namedInputs: { extra: ['!{projectRoot}/src/**'] } },
      'namedInputs.extra takes files away',
    ],
    [
      'a dependency taken away',
      { implicitDependencies: ['!contracts'] },
      'implicitDependencies takes a dependency away: !contracts',
    ],
  ])('%s', (_, details, what) => {
    expect(complaints(project({}, details))).toEqual([`api: ${what.replace('’', "'")}`]);
  });
});

describe('nx.json', () => {
  const rules = {
    plugins: ['@a/one', '@a/two'],
    namedInputs: { python: ['{projectRoot}/**/*.py'] },
  };
  const good = {
    plugins: ['@a/one', '@a/two', '@b/three'],
    namedInputs: { extra: [], python: ['{projectRoot}/**/*.py', '{projectRoot}/data/*'] },
  };

  it('may add to what every project has', () => {
    expect(overridingSettings(good, rules)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['without a plugin', { plugins: ['@a/one'] }, 'plugins must begin with @a/one, @a/two'],
    [
      'with a plugin that leaves projects out',
      { plugins: ['@a/one', { plugin: '@a/two', exclude: ['apps/*'] }] },
      'plugins must begin with @a/one, @a/two, without options',
    ],
    ['with fewer sources', { namedInputs: { python: [] } }, 'namedInputs.python is not'],
    [
      'with sources taken away',
      { namedInputs: { python: ['{projectRoot}/**/*.py', '!{projectRoot}/a.py'] } },
      'namedInputs.python is not',
    ],
    [
      'with files taken away from every project',
      { namedInputs: { ...good.namedInputs, extra: ['!{projectRoot}/a.py'] } },
      'namedInputs.extra takes files away',
    ],
    ['with another runner', { tasksRunnerOptions: {} }, 'tasksRunnerOptions may not be set'],
    ['on top of another', { extends: 'nx/presets/npm.json' }, 'extends may not be set'],
  ])('%s is named', (_, stated, what) => {
    const found = overridingSettings({ ...good, ...stated }, rules);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`nx.json: ${what}`);
  });
});
