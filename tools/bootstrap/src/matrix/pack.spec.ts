import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from './pack.ts';
import type { Unit } from './units.ts';

function unit(task: string): Unit {
  const [project = '', target = ''] = task.split(':');
  const python = /^test-(.+)$/.exec(target)?.[1];
  return { task, project, steps: [task], ...(python !== undefined && { python }) };
}

describe('What is to be done', () => {
  it('is a job for each project and Python when there are few', () => {
    const units = ['ai-layer:check', 'ai-layer:test-3.9', 'bench:check'].map(unit);
    expect(pack(units, { jobs: 3, secondsOf: () => 130 })).toEqual([
      { name: 'ai-layer', tasks: ['ai-layer:check'], pythons: [], seconds: 130 },
      { name: 'ai-layer on 3.9', tasks: ['ai-layer:test-3.9'], pythons: ['3.9'], seconds: 130 },
      { name: 'bench', tasks: ['bench:check'], pythons: [], seconds: 130 },
    ]);
  });

  it('is put together where a job would set itself up for little', () => {
    const tasks = (...seconds: readonly number[]) =>
      pack(
        seconds.map((_, at) => unit(`p${at}:check`)),
        { jobs: 8, secondsOf: ({ project }) => seconds[Number(project.slice(1))] ?? 0 },
      ).map((one) => one.tasks.join(' '));
    expect(tasks(5, 5, 5)).toEqual(['p0:check p1:check p2:check']);
    expect(tasks(70, 70, 70, 70)).toEqual(['p0:check p2:check', 'p1:check p3:check']);
    // A long one is no reason for a job with crumbs.
    expect(tasks(941, 5, 5)).toEqual(['p0:check p1:check p2:check']);
    expect(tasks(600, 0, 0)).toHaveLength(1);
    expect(tasks(0)).toHaveLength(1);
  });

  it('is put together where there is more, the longest first', () => {
    const seconds = new Map([
      ['a:check', 900],
      ['b:check', 500],
      ['a:test-3.10', 400],
      ['a:test-3.9', 100],
    ]);
    const jobs = pack([...seconds.keys()].map(unit), {
      jobs: 2,
      secondsOf: ({ task }) => seconds.get(task) ?? 0,
    });
    expect(jobs).toEqual([
      { name: 'part 1 of 2', tasks: ['a:check', 'a:test-3.9'], pythons: ['3.9'], seconds: 1000 },
      { name: 'part 2 of 2', tasks: ['a:test-3.10', 'b:check'], pythons: ['3.10'], seconds: 900 },
    ]);
  });

  it('is nothing when nothing is reached', () => {
    expect(pack([], { jobs: 4, secondsOf: () => 1 })).toEqual([]);
  });

  it('is done once, in no more jobs than asked, each of them worth it, none longer than an even share and the longest', () => {
    const from = (min: number) =>
      fc.array(fc.integer({ min, max: 600 }), { minLength: 1, maxLength: 30 });
    const lengths = fc.oneof(from(0), from(120));
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 10 }), (seconds, most) => {
        const units = seconds.map((_, at) => unit(`p${at}:check`));
        const jobs = pack(units, {
          jobs: most,
          secondsOf: ({ project }) => seconds[Number(project.slice(1))] ?? 0,
        });
        expect(jobs.flatMap(({ tasks }) => tasks).sort()).toEqual(
          units.map(({ task }) => task).sort(),
        );
        const total = seconds.reduce((sum, one) => sum + one, 0);
        expect(jobs.length).toBeLessThanOrEqual(most);
        const isWorthIt = jobs.every((one) => one.seconds >= 120 && one.tasks.length > 0);
        expect(isWorthIt || jobs.length === 1).toBe(true);
        // Where each is worth a job none is put together with another for want of jobs that are there.
        if (Math.min(...seconds) >= 120) {
          expect(jobs).toHaveLength(Math.min(most, seconds.length));
        }
        const bound = total / jobs.length + Math.max(...seconds);
        expect(Math.max(...jobs.map((one) => one.seconds))).toBeLessThanOrEqual(bound);
      }),
    );
  });
});
