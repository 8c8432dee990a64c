import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forgetTasks, lastTasks, requireTasks } from './nx-tasks.ts';

const task = (taskId: string, cacheStatus: string) => ({
  taskId,
  cacheStatus,
  status: 0,
  hash: '1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:01.000Z',
});

function workspaceWith(tasks: readonly object[]) {
  const root = mkdtempSync(join(tmpdir(), 'modax-bench-tasks-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  mkdirSync(join(root, '.nx/cache'), { recursive: true });
  const record = { run: { command: 'nx run-many' }, tasks };
  writeFileSync(join(root, '.nx/cache/run.json'), JSON.stringify(record));
  return { root, env: {} };
}

test('what ran is told from what came from a cache', () => {
  const workspace = workspaceWith([
    task('a:lint', 'cache-miss'),
    task('a:test', 'local-cache-hit'),
    task('b:test', 'remote-cache-hit'),
  ]);
  expect(lastTasks(workspace)).toEqual({ run: 1, cached: 2 });
});

test('a run that had nothing to do leaves no record', () => {
  const workspace = workspaceWith([task('a:lint', 'cache-miss')]);
  forgetTasks(workspace);
  expect(lastTasks(workspace)).toEqual({ run: 0, cached: 0 });
});

test('a cold run that took something from the cache is no measurement', () => {
  const workspace = workspaceWith([task('a:lint', 'local-cache-hit')]);
  expect(() => {
    requireTasks(workspace, ({ cached }) => cached === 0);
  }).toThrow('ran 0 tasks and took 1 from the cache');
});
