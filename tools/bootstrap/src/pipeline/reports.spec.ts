import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import type { PlannedStep } from './plan.ts';
import { countWarnings, reportsIn } from './reports.ts';

const lint: PlannedStep = {
  id: 'api:lint',
  project: 'api',
  step: 'lint',
  executor: '@modax/nx-python:flake8',
  outputs: ['api/.coverage', 'reports/api/flake8.*'],
};

const report = {
  findings: [{ severity: 'warning' }, { severity: 'error' }, { severity: 'warning' }, 'nonsense'],
};

describe('The reports of a step', () => {
  it('are named when they are there', () => {
    const root = temporaryFolder();
    expect(reportsIn(root).path(lint)).toBeUndefined();
    writeFiles(root, { 'reports/api/flake8.sarif': '{}' });
    expect(reportsIn(root).path(lint)).toBe('reports/api/flake8.*');
  });

  it('say how many warnings there are', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'reports/api/flake8.json': JSON.stringify(report) });
    expect(reportsIn(root).warnings(lint)).toBe(2);
  });

  it('have no warnings when they cannot be read', () => {
    const root = temporaryFolder();
    expect(reportsIn(root).warnings(lint)).toBe(0);
    writeFiles(root, { 'reports/api/flake8.json': '{"findings":[{"severity":"warn' });
    expect(reportsIn(root).warnings(lint)).toBe(0);
  });

  it.each([undefined, null, [], {}, { findings: 3 }])('have none in a file with %o', (other) => {
    expect(countWarnings(other)).toBe(0);
  });
});
