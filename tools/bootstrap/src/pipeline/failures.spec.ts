import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { outputOfFailures } from './failures.ts';
import type { RunRecord } from './run-record.ts';

const startedAt = Date.parse('2026-11-25T12:00:00Z');
const step = {
  id: 'pump:lint',
  project: 'pump',
  step: 'lint',
  executor: '@modax/nx-python:flake8',
  outputs: ['reports/pump/flake8.*'],
};
const record = (exitCode: number): RunRecord => ({
  command: 'nx run-many',
  tasks: new Map([
    [step.id, { exitCode, durationMs: 1000, endedAt: startedAt + 1000, source: 'run', hash: '7' }],
  ]),
});

describe('What a failed step printed', () => {
  it('is what Nx has kept of it', () => {
    const root = temporaryFolder();
    writeFiles(root, {
      '.nx/cache/terminalOutputs/7': 'F821 undefined name\n',
      'reports/pump/flake8.txt': 'the report\n',
    });
    expect(outputOfFailures(root, [step], record(1))).toBe(
      '\npump lint failed:\n\nF821 undefined name\n',
    );
  });

  it('is its report, where Nx kept nothing', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'reports/pump/flake8.txt': 'F821 undefined name\n' });
    expect(outputOfFailures(root, [step], record(1))).toContain('F821 undefined name');
  });

  it('is not the report of an earlier run', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'reports/pump/flake8.txt': 'F821 undefined name\n' });
    const before = startedAt / 1000 - 60;
    utimesSync(join(root, 'reports/pump/flake8.txt'), before, before);
    expect(outputOfFailures(root, [step], record(1))).toContain('Nx kept no output');
  });

  it('is not told of a step that passed', () => {
    expect(outputOfFailures('/nowhere', [step], record(0))).toBe('');
  });
});
