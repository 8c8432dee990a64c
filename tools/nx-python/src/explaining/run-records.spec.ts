import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task, TaskResult } from '@nx/devkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordRun } from './record-run.ts';
import { readRecords, writeRecord } from './run-records.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-records-'));
  return () => {
    rmSync(root, { recursive: true });
  };
});

const endTime = Date.parse('2026-11-25T08:00:00.000Z');

/** A run in which one task came to this end. */
function run(status: TaskResult['status'], key: string | undefined, nodes = { 'a.py': '1' }): void {
  const task: Task = {
    id: 'pump:lint',
    target: { project: 'pump', target: 'lint' },
    overrides: {},
    outputs: [],
    parallelism: true,
    cache: true,
    ...(key === undefined
      ? {}
      : { hash: key, hashDetails: { command: '', nodes, implicitDeps: {} } }),
  };
  recordRun({
    workspaceRoot: root,
    endTime,
    taskResults: { 'pump:lint': { task, status, code: status === 'failure' ? 1 : 0 } },
  });
}

const known = () => readRecords(root, 'pump:lint');

describe('of a task is kept', () => {
  test('what its key was made of, when it ran and how that ended', () => {
    run('success', 'k1');
    run('failure', 'k2', { 'a.py': '2' });
    const at = '2026-11-25T08:00:00.000Z';
    expect(known()).toEqual([
      { key: 'k2', at, passed: false, inputs: { 'a.py': '2' } },
      { key: 'k1', at, passed: true, inputs: { 'a.py': '1' } },
    ]);
  });

  test('when it ran, not when it was answered from a cache', () => {
    const record = { key: 'k1', at: '2026-11-01T08:00:00.000Z', passed: true, inputs: {} };
    writeRecord(root, 'pump:lint', record);
    run('local-cache', 'k1');
    expect(known()).toEqual([record]);
    run('remote-cache', 'k9');
    expect(known().map(({ key }) => key)).toEqual(['k9', 'k1']);
  });

  test('nothing when it did not come to its end', () => {
    run('skipped', 'k1');
    run('success', undefined);
    expect(known()).toEqual([]);
  });

  test('a few of its states, each once', () => {
    for (let n = 0; n < 20; n += 1) run('success', `k${n}`);
    run('success', 'k15');
    expect(known().map(({ key }) => key)).toEqual([
      'k15',
      'k19',
      'k18',
      'k17',
      'k16',
      'k14',
      'k13',
      'k12',
    ]);
    expect(readdirSync(join(root, '.nx/keys'))).toEqual(['pump%3Alint.json']);
  });
});

test.each(['', '{', '{}', '[{"key":1}]', '[null]'])('%j is no record', (text) => {
  run('success', 'k1');
  writeFileSync(join(root, '.nx/keys/pump%3Alint.json'), text);
  expect(known()).toEqual([]);
});
