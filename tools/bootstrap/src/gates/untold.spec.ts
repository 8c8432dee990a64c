import { expect, it } from 'vitest';
import type { GraphProject } from '../pipeline/plan.ts';
import { toldTargets } from './untold.ts';

const lint = { executor: 'nx:run-commands', cache: true };

function complaints(target: unknown): readonly string[] {
  const details = { root: 'apps/api', namedInputs: undefined, implicitDependencies: undefined };
  const project: GraphProject = { name: 'api', targets: { lint: target }, ...details };
  return toldTargets([project], ['TOKEN']);
}

const empty = { TOKEN: '' };
const quiet = { ...lint, options: { command: 'true', env: empty } };

it.each([
  ['says nothing of it', lint, 'options.env must empty TOKEN'],
  [
    'hands it on',
    { ...lint, options: { env: { TOKEN: '$TOKEN' } } },
    'options.env must empty TOKEN',
  ],
  ['empties another one', { ...lint, options: { env: { A: '' } } }, 'options.env must empty TOKEN'],
  [
    'is told it again by a configuration',
    { ...quiet, configurations: { quick: { env: { A: '1' } } } },
    'configurations.quick.env must empty TOKEN',
  ],
  [
    'is a script of package.json',
    { ...lint, executor: 'nx:run-script' },
    'nx:run-script is told TOKEN; nx:run-commands can empty it',
  ],
])('a cached target that %s is named', (_, target, what) => {
  expect(complaints(target)).toEqual([`api:lint: ${what}`]);
});

it.each([
  ['a command that empties it', quiet],
  ['one whose configurations say nothing of it', { ...quiet, configurations: { fix: { a: 1 } } }],
  ['one whose configuration empties it', { ...quiet, configurations: { fix: { env: empty } } }],
  ['one that a person runs', { ...lint, cache: false }],
  ['an executor of ours', { ...lint, executor: '@modax/nx-python:flake8' }],
  ['what gathers others', { ...lint, executor: 'nx:noop' }],
  ['a target that cannot be read', undefined],
])('%s is not', (_, target) => {
  expect(complaints(target)).toEqual([]);
});
