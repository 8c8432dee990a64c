import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatedProject } from '../gates/gates.ts';
import { judge } from './judge.ts';
import type { Scope } from './nx.ts';
import type { PlannedStep } from './plan.ts';
import type { NxRun } from './run-nx.ts';
import type { TaskRecord } from './run-record.ts';
import type { Reports } from './step-result.ts';

const everything: Scope = { kind: 'everything', because: 'a test' };
const affected: Scope = { kind: 'affected', base: 'abc' };
const noReports: Reports = () => ({ warnings: 0, problems: [], notes: [] });

function planned(id: string): PlannedStep {
  const [project = '', step = ''] = id.split(':');
  return { id, project, step, executor: 'tools:tool', outputs: [] };
}

function recorded(exitCode: number, endedAt = 100): TaskRecord {
  return { exitCode, durationMs: 10, endedAt, source: 'run', hash: 'h' };
}

function run(
  plan: readonly string[],
  tasks: Readonly<Record<string, TaskRecord>>,
  details: Partial<NxRun> = {},
): NxRun {
  return {
    plan: plan.map(planned),
    record: { command: 'nx', tasks: new Map(Object.entries(tasks)) },
    projects: [],
    trouble: undefined,
    exitCode: 0,
    output: '',
    interruptedAt: undefined,
    ...details,
  };
}

/** A project with these gates. */
function gated(name: string, ...steps: readonly string[]): GatedProject {
  const targets = Object.fromEntries(steps.map((step) => [step, { executor: 'tools:tool' }]));
  return {
    name,
    root: `apps/${name}`,
    targets: { ...targets, check: { executor: 'nx:noop', dependsOn: steps } },
  };
}

const verdicts = (nx: NxRun, scope = everything): string[] =>
  judge(nx, scope, noReports, []).steps.map(({ step, verdict }) => `${step} ${verdict}`);

describe('A run of Nx', () => {
  it('is what its steps are', () => {
    const nx = run(
      ['a:lint', 'a:test'],
      { 'a:lint': recorded(0), 'a:test': recorded(1) },
      { exitCode: 1 },
    );
    expect(verdicts(nx)).toEqual(['lint passed', 'test failed']);
  });

  it('has skipped what a failed step kept from running, although Nx says "interrupted"', () => {
    const nx = run(['a:lint', 'a:test'], { 'a:lint': recorded(1) }, { exitCode: 130 });
    expect(verdicts(nx)).toEqual(['lint failed', 'test skipped']);
  });

  it('has warnings and reports where the executor left them', () => {
    const reports: Reports = () => ({
      path: 'reports/a/tool.*',
      warnings: 3,
      problems: [],
      notes: [],
    });
    const { steps } = judge(run(['a:lint'], { 'a:lint': recorded(0) }), everything, reports, []);
    expect(steps).toEqual([
      {
        project: 'a',
        step: 'lint',
        verdict: 'passed',
        warnings: 3,
        problems: [],
        notes: [],
        durationMs: 10,
        source: 'run',
        report: 'reports/a/tool.*',
      },
    ]);
  });

  it('may have nothing to do when nothing has changed', () => {
    expect(judge(run([], {}), affected, noReports, [])).toEqual({ steps: [], trouble: undefined });
  });
});

describe('A run that could be mistaken for green', () => {
  it.each([
    ['a planned step has no result', run(['a:lint'], {}), 'Nx left out steps without a reason'],
    ['everything is nothing', run([], {}), 'there is nothing to check'],
    [
      'Nx ended badly for a reason of its own',
      run(['a:lint'], { 'a:lint': recorded(0) }, { exitCode: 1 }),
      'Nx ended with exit code 1, which no step explains',
    ],
    [
      'Nx left no record',
      run(['a:lint'], {}, { record: undefined, trouble: 'Nx left no record' }),
      'Nx left no record',
    ],
  ])('has failed when %s', (_, nx, trouble) => {
    const judgement = judge(nx, everything, noReports, []);
    expect(judgement.trouble).toBe(trouble);
    expect(judgement.steps.at(-1)).toMatchObject({
      project: 'workspace',
      step: 'nx',
      verdict: 'failed',
    });
  });

  it('is green only when every planned step ran and ended with 0', () => {
    const ids = ['a:lint', 'a:test', 'b:lint'];
    const outcome = fc.option(fc.constantFrom(0, 1, 137));
    fc.assert(
      fc.property(
        fc.tuple(outcome, outcome, outcome),
        fc.constantFrom(0, 1, 130),
        (codes, exitCode) => {
          const tasks = Object.fromEntries(
            ids.flatMap((id, index) => {
              const code = codes[index] ?? undefined;
              return code === undefined ? [] : [[id, recorded(code)]];
            }),
          );
          const { steps } = judge(run(ids, tasks, { exitCode }), everything, noReports, []);
          const green = steps.every(({ verdict }) => verdict === 'passed');
          expect(green).toBe(exitCode === 0 && codes.every((code) => code === 0));
        },
      ),
    );
  });
});

describe('A run of chosen tasks', () => {
  const chosen = (...targets: readonly string[]): Scope => ({
    kind: 'chosen',
    targets,
    projects: ['api'],
  });
  const api = gated('api', 'lint', 'test');
  const projects = [{ ...api, targets: { ...api.targets, 'test-3.9': {} } }].map((project) => ({
    ...project,
    namedInputs: undefined,
    implicitDependencies: undefined,
  }));

  it('is no success when one of them is unknown, which Nx passes over', () => {
    const nx = run(['api:lint'], { 'api:lint': recorded(0) }, { projects });
    const unknown = { kind: 'chosen', targets: ['check'], projects: ['api', 'web'] } as const;
    expect(judge(nx, unknown, noReports, []).trouble).toBe('web:check: there is no such task');
    expect(judge(nx, chosen('check', 'test-3.8'), noReports, []).trouble).toContain('api:test-3.8');
  });

  it('has to have the gates of a project that is checked, not of one that is only tested', () => {
    const nx = run(['api:test-3.9'], { 'api:test-3.9': recorded(0) }, { projects });
    expect(judge(nx, chosen('test-3.9'), noReports, [api]).trouble).toBeUndefined();
    expect(judge(nx, chosen('check'), noReports, [api]).trouble).toContain('no gate is run there');
  });

  it('has to have none of a library of which only the types are needed', () => {
    const nx = run(['api:lint', 'api:test', 'web:types'], {
      ...{ 'api:lint': recorded(0), 'api:test': recorded(0), 'web:types': recorded(0) },
    });
    const library = gated('web', 'types', 'test');
    const { trouble } = judge({ ...nx, projects }, chosen('check'), noReports, [api, library]);
    expect(trouble).toBeUndefined();
  });

  it('is no success when it has nothing to do', () => {
    expect(judge(run([], {}, { projects }), chosen('check'), noReports, []).trouble).toBe(
      'there is nothing to check',
    );
  });
});

describe('An interrupted run', () => {
  it('keeps what was done, and blames nothing on what was ended', () => {
    const nx = run(
      ['a:lint', 'a:test', 'b:lint', 'b:test'],
      { 'a:lint': recorded(0, 100), 'a:test': recorded(1, 200), 'b:lint': recorded(1, 400) },
      { interruptedAt: 300, exitCode: 130 },
    );
    expect(verdicts(nx)).toEqual([
      'lint passed',
      'test failed',
      'lint interrupted',
      'test interrupted',
    ]);
  });

  it('is no success when a project lacks a gate, though every step passed', () => {
    const nx = run(['api:lint'], { 'api:lint': recorded(0), 'api:check': recorded(0) });
    const { trouble } = judge(nx, everything, noReports, [gated('api', 'lint', 'test', 'scan')]);
    expect(trouble).toContain('api:test, api:scan: no gate is run there');
    expect(judge(nx, affected, noReports, [gated('web', 'test')]).trouble).toBeUndefined();
  });

  it('asks nothing more of a library than what its users need of it', () => {
    const nx = run(['web:lint', 'api:types'], {
      ...{ 'web:lint': recorded(0), 'web:check': recorded(0), 'api:types': recorded(0) },
    });
    const projects = [gated('api', 'types', 'test'), gated('web', 'lint')];
    expect(judge(nx, affected, noReports, projects).trouble).toBeUndefined();
  });

  it('is no success when a changed project has nothing left to check', () => {
    const nx = run([], { 'api:check': recorded(0) });
    const projects = [gated('api', 'lint'), gated('web', 'lint')];
    expect(judge(nx, affected, noReports, projects).trouble).toContain('api:lint');
    expect(judge(nx, affected, noReports, projects).trouble).not.toContain('web:');
  });
});
