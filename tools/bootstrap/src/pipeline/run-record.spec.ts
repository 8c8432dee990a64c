import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunRecord } from './run-record.ts';

const task = {
  taskId: 'api:lint',
  hash: '123',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:01.500Z',
  cacheStatus: 'cache-miss',
  status: 0,
};

function recordOf(...tasks: readonly object[]): string {
  return JSON.stringify({ run: { command: 'nx run-many' }, tasks });
}

describe('What Nx noted of a run', () => {
  it('is read task by task', () => {
    const { command, tasks } = parseRunRecord(recordOf(task));
    expect(command).toBe('nx run-many');
    expect(tasks.get('api:lint')).toEqual({
      exitCode: 0,
      durationMs: 1500,
      endedAt: Date.UTC(2026, 0, 1, 0, 0, 1, 500),
      source: 'run',
      hash: '123',
    });
  });

  it.each([
    ['cache-miss', 'run'],
    ['local-cache-hit', 'local cache'],
    ['remote-cache-hit', 'remote cache'],
  ])('tells %s as %s', (cacheStatus, source) => {
    const { tasks } = parseRunRecord(recordOf({ ...task, cacheStatus }));
    expect(tasks.get('api:lint')?.source).toBe(source);
  });

  it.each(['taskId', 'status', 'cacheStatus', 'startTime', 'endTime'])(
    'is refused when a task has no %s: it might be one that failed',
    (key) => {
      expect(() => parseRunRecord(recordOf({ ...task, [key]: undefined }))).toThrow(
        /it has a task/,
      );
    },
  );

  it.each(['null', '[]', '{"run":{"command":"nx"}}', '{"tasks":[]}'])(
    'is refused as %s',
    (text) => {
      expect(() => parseRunRecord(text)).toThrow('it has no command or tasks');
    },
  );

  it('is never read from half a file', () => {
    const whole = recordOf(task, { ...task, taskId: 'api:test' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(() => parseRunRecord(whole.slice(0, length))).toThrow();
      }),
    );
  });
});
