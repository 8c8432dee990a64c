import { describe, expect, it } from 'vitest';
import type { StepResult } from './step-result.ts';
import { outcomeJson, renderOutcome, type Outcome } from './table.ts';

const steps: readonly StepResult[] = [
  {
    project: 'ai-layer',
    step: 'lint',
    verdict: 'passed',
    warnings: 2,
    problems: [],
    notes: [],
    durationMs: 1234,
    source: 'run',
    report: 'reports/ai-layer/flake8.*',
  },
  {
    project: 'ai-layer',
    step: 'test',
    verdict: 'failed',
    warnings: 0,
    problems: [],
    notes: [],
    durationMs: 60_000,
    source: 'run',
  },
  {
    project: 'contracts',
    step: 'typecheck',
    verdict: 'passed',
    warnings: 1,
    problems: [],
    notes: [],
    durationMs: 40,
    source: 'remote cache',
  },
  { project: 'contracts', step: 'test', verdict: 'skipped', warnings: 0, problems: [], notes: [] },
];

const outcome: Outcome = {
  verdict: 'failed',
  scope: 'everything: --all',
  steps,
  durationMs: 61_300,
};

describe('The table at the end', () => {
  it('has a row for each step, the totals, and the verdict alone on its last line', () => {
    expect(renderOutcome(outcome, { colour: false })).toBe(
      `\
project    step       result                    time  source        report
ai-layer   lint       passed with 2 warnings   1.2 s  run           reports/ai-layer/flake8.*
ai-layer   test       failed                  60.0 s  run           -
contracts  typecheck  passed with 1 warning    0.0 s  remote cache  -
contracts  test       skipped                      -  -             -

4 steps in 2 projects (everything: --all) in 61.3 s, 1 from the cache, 1 skipped
2 passed, 1 failed
`,
    );
  });

  it('says once what several steps want known', () => {
    const notes = [{ tool: 'trivy', message: 'no\u001b[31m database' }];
    const noted = steps.map((step) => ({ ...step, notes }));
    expect(renderOutcome({ ...outcome, steps: noted }, { colour: false })).toContain(
      '\nnote: trivy: no database (4 steps)\n\n4 steps in 2 projects',
    );
  });

  it('is coloured when asked for', () => {
    expect(renderOutcome(outcome, { colour: true })).toContain('\u001b[31mfailed\u001b[39m');
  });

  it('says that the run was interrupted, and shows what had begun', () => {
    const ended: StepResult = {
      project: 'contracts',
      step: 'test',
      verdict: 'interrupted',
      warnings: 0,
      problems: [],
      notes: [],
      durationMs: 300,
      source: 'run',
    };
    const never: StepResult = {
      project: 'web',
      step: 'test',
      verdict: 'interrupted',
      warnings: 0,
      problems: [],
      notes: [],
    };
    const interrupted: Outcome = { ...outcome, verdict: 'interrupted', steps: [ended, never] };
    expect(renderOutcome(interrupted, { colour: false })).toBe(
      `\
project    step  result        time  source  report
contracts  test  interrupted  0.3 s  run     -

2 steps in 2 projects (everything: --all) in 61.3 s, 0 from the cache, 2 not finished, interrupted
0 passed, 0 failed
`,
    );
  });

  it('is only its totals when there was nothing to do', () => {
    const nothing: Outcome = { ...outcome, verdict: 'passed', steps: [], durationMs: 500 };
    expect(renderOutcome(nothing, { colour: false })).toBe(
      '0 steps in 0 projects (everything: --all) in 0.5 s, 0 from the cache\n0 passed, 0 failed\n',
    );
  });
});

describe('The same as JSON', () => {
  it('has all of the table', () => {
    expect(JSON.parse(outcomeJson(outcome))).toEqual({
      verdict: 'failed',
      scope: 'everything: --all',
      durationMs: 61_300,
      totals: { passed: 2, failed: 1, skipped: 1, interrupted: 0, fromCache: 1 },
      steps,
    });
  });
});
