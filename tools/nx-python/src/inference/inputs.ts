import type { TargetConfiguration } from '@nx/devkit';

/*
 * Which changes reach a project, for `nx affected`. What a result depends on to the file is said by the
 * plans of the keys (hashing/plan.ts), and nothing that they look at may be missing here.
 */

export type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** The project's own files; documentation changes no result. */
export const ownFiles: Inputs = [
  '{projectRoot}/**/*',
  '!{projectRoot}/**/*.md',
  '!{projectRoot}/reports/**/*',
];

/** Sources of the libraries below: types and behaviour reach upwards. */
export const librariesBelow: Inputs = [{ input: 'python', dependencies: true }];

/** Which Python, which packages and tools. */
export const lock: Inputs = ['{workspaceRoot}/uv.lock', '{workspaceRoot}/.python-version'];

/** Configuration of black, mypy, pytest and coverage. */
export const toolConfiguration: Inputs = ['{workspaceRoot}/pyproject.toml'];

/** A verdict is only as good as the code that reads it: this plugin and the libraries below it. */
export const executorCode: Inputs = [
  '{workspaceRoot}/tools/nx-python/executors.json',
  '{workspaceRoot}/tools/nx-python/src/**/*',
  '!{workspaceRoot}/tools/nx-python/src/**/*.spec.ts',
  '!{workspaceRoot}/tools/nx-python/src/**/testing/**/*',
  '{workspaceRoot}/libs/command/src/**/*',
  '!{workspaceRoot}/libs/command/src/**/*.spec.ts',
  '{workspaceRoot}/libs/findings/src/**/*',
  '!{workspaceRoot}/libs/findings/src/**/*.spec.ts',
  '{workspaceRoot}/libs/trivy/src/**/*',
  '!{workspaceRoot}/libs/trivy/src/**/*.spec.ts',
  // Node and the modules that the executors load.
  '{workspaceRoot}/package-lock.json',
  // Options that hold for all projects.
  '{workspaceRoot}/nx.json',
];

/** The reviewed exceptions. */
export const exceptions: Inputs = ['{workspaceRoot}/exceptions.json'];
