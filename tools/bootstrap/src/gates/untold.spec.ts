import { expect, it } from 'vitest';
import type { GraphProject } from '../pipeline/plan.ts';
import { toldCommands } from './untold.ts';

const lint = { executor: 'nx:run-commands', cache: true };

function complaints(target: unknown): readonly string[] {
  const details = { root: 'apps/api', namedInputs: undefined, implicitDependencies: undefined };
  const project: GraphProject = { name: 'api', targets: { lint: target }, ...details };
  return toldCommands([project], ['TOKEN']);
}

it.each([
  ['says nothing of it', lint],
  ['hands it on', { ...lint, options: { env: { TOKEN: '$TOKEN', PUMP: 'on' } } }],
  ['empties another one', { ...lint, options: { env: { OTHER: '' } } }],
])('a cached command that %s is named', (_, target) => {
  expect(complaints(target)).toEqual(['api:lint: options.env must empty TOKEN']);
});

it.each([
  ['a command that empties it', { ...lint, options: { command: 'true', env: { TOKEN: '' } } }],
  ['one that a person runs', { ...lint, cache: false }],
  ['an executor that makes an environment', { ...lint, executor: '@modax/nx-python:flake8' }],
  ['a target that cannot be read', undefined],
])('%s is not', (_, target) => {
  expect(complaints(target)).toEqual([]);
});
