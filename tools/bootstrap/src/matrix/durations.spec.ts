import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseDurations, recordDurations, secondsOf } from './durations.ts';

describe('Recorded durations', () => {
  it('are added up, with a guess for a step that nobody has measured', () => {
    const durations = parseDurations('{"a:test": 30.5, "a:lint": 1}');
    expect(secondsOf(['a:test', 'a:lint'], durations)).toBe(31.5);
    expect(secondsOf(['a:test', 'new:test'], durations)).toBe(40.5);
    expect(secondsOf(['a:test-3.10'], durations)).toBe(30.5);
  });

  it('are those of steps that ran, not of those that came from a cache', () => {
    const root = mkdtempSync(join(tmpdir(), 'durations-'));
    onTestFinished(() => {
      rmSync(root, { recursive: true });
    });
    mkdirSync(join(root, 'config'));
    const step = (name: string, source: string, durationMs: number): object => ({
      ...{ project: 'a', step: name, source, durationMs },
    });
    const run = (...steps: readonly object[]): string => {
      const file = join(root, 'results.json');
      writeFileSync(file, JSON.stringify({ steps }));
      return file;
    };
    recordDurations(root, [run(step('test', 'run', 30_449), step('lint', 'run', 1_000))]);
    recordDurations(root, [run(step('test', 'local cache', 12), step('lint', 'run', 2_000))]);
    expect(JSON.parse(readFileSync(join(root, 'config/step-durations.json'), 'utf8'))).toEqual({
      'a:lint': 2,
      'a:test': 30.4,
    });
    const other = join(root, 'other.json');
    writeFileSync(other, '{"steps": 3}');
    expect(() => recordDurations(root, [other])).toThrow('not the JSON of a run');
    expect(() => recordDurations(root, [join(root, 'none.json')])).toThrow('cannot be read');
  });

  it.each(['{"a:test": "long"}', '{"a:test": -1}', '[]', '{'])('%s is refused', (text) => {
    expect(() => parseDurations(text)).toThrow(
      expect.objectContaining({ code: 'DURATIONS_INVALID' }) as Error,
    );
  });
});
