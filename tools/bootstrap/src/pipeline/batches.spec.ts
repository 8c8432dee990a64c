import { expect, it } from 'vitest';
import { batchesPay } from './batches.ts';

const step = (project: string, tool: string) => ({
  id: `${project}:${tool}`,
  project,
  step: tool,
  executor: `@modax/nx-python:${tool}`,
  outputs: [],
});
const typescript = (project: string) => ({
  ...step(project, 'test'),
  executor: 'nx:run-commands',
});

it.each([
  ['nothing to do', [], 2, false],
  ['as many projects as cores', [step('a', 'mypy'), step('b', 'mypy')], 2, false],
  [
    'many tools on few projects',
    ['mypy', 'black', 'flake8', 'pytest'].map((tool) => step('a', tool)),
    2,
    false,
  ],
  ['a tool with more projects', ['a', 'b', 'c'].map((name) => step(name, 'mypy')), 2, true],
  ['the same on more cores', ['a', 'b', 'c'].map((name) => step(name, 'mypy')), 4, false],
  ['others, which have no batches', ['a', 'b', 'c'].map(typescript), 2, false],
])('%s', (_name, steps, cores, expected) => {
  expect(batchesPay(steps, cores)).toBe(expected);
});
