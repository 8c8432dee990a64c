import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import type { PlannedStep } from './plan.ts';
import { reportsIn, summary } from './reports.ts';

const lint: PlannedStep = {
  id: 'api:lint',
  project: 'api',
  step: 'lint',
  executor: '@modax/nx-python:flake8',
  outputs: ['api/.coverage', 'reports/api/flake8.*'],
};

const report = {
  findings: [{ severity: 'warning' }, { severity: 'error' }, { severity: 'warning' }, 'nonsense'],
  problems: [{ code: 'TOOL_MISSING' }, { code: 7 }],
};

describe('The reports of a step', () => {
  it('are named when they are there', () => {
    const root = temporaryFolder();
    expect(reportsIn(root)(lint)).toEqual({ warnings: 0, problems: [], notes: [] });
    writeFiles(root, { 'reports/api/flake8.sarif': '{}' });
    expect(reportsIn(root)(lint)).toMatchObject({ path: 'reports/api/flake8.*' });
  });

  it('say how many warnings there are, and what went wrong', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'reports/api/flake8.json': JSON.stringify(report) });
    expect(reportsIn(root)(lint)).toMatchObject({ warnings: 2, problems: ['TOOL_MISSING'] });
  });

  it('hand on what the tool wants known, but not what it says of a place', () => {
    const note = { tool: 'trivy', severity: 'note', message: 'no database' };
    const skipped = { ...note, tool: 'pytest', location: { path: 'a.py' } };
    expect(summary({ findings: [note, skipped] }).notes).toEqual([
      { tool: 'trivy', message: 'no database' },
    ]);
  });

  it('say nothing when they cannot be read', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'reports/api/flake8.json': '{"findings":[{"severity":"warn' });
    expect(reportsIn(root)(lint)).toMatchObject({ warnings: 0, problems: [], notes: [] });
  });

  it.each([undefined, null, [], {}, { findings: 3 }])('say nothing in a file with %o', (other) => {
    expect(summary(other)).toEqual({ warnings: 0, problems: [], notes: [] });
  });
});
