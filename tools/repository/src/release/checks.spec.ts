import { describe, expect, it } from 'vitest';
import {
  type CheckRun,
  checksOfBranch,
  GITHUB_ACTIONS,
  judge,
  requiredChecks,
  type WorkflowRun,
} from './checks.ts';

const REQUIRED = [
  { name: 'Python CI', application: GITHUB_ACTIONS },
  { name: 'Docker Build', application: undefined },
];

function run(name: string, conclusion: string | null, application = GITHUB_ACTIONS): CheckRun {
  return {
    id: 1,
    name,
    application,
    suite: 1,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
  };
}

/** Runs of workflows that are over. */
function over(...suites: readonly number[]): readonly WorkflowRun[] {
  return suites.map((suite) => ({ name: 'Any', event: 'push', status: 'completed', suite }));
}

const GREEN = [run('Python CI', 'success'), run('Docker Build', 'success', 1)];

describe('The checks of a commit', () => {
  it('are those that the ruleset requires', () => {
    const rules = [
      { type: 'deletion' },
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [
            { context: 'Python CI', integration_id: GITHUB_ACTIONS },
            { context: 'Docker Build' },
            {},
          ],
        },
      },
    ];
    expect(requiredChecks({ name: 'main', settings: { rules } })).toEqual(REQUIRED);
  });

  it('are those that ran for the branch, and what other applications say', () => {
    const [python, other] = GREEN;
    const ofTag = run('Docker Build', 'success');
    const runs = [python, { ...ofTag, suite: 2 }, { ...ofTag, suite: undefined }, other];
    expect(checksOfBranch(runs as CheckRun[], over(1))).toEqual([python, other]);
    expect(checksOfBranch(runs as CheckRun[], over(0))).toEqual([other]);
  });

  it('are, of those that ran again, the last', () => {
    const [python, other] = GREEN;
    const failed = run('Python CI', 'failure');
    const later = { ...failed, id: 2 };
    const elsewhere = { ...failed, suite: 2 };
    const runs = [failed, python, other, later, elsewhere] as CheckRun[];
    expect(checksOfBranch(runs, over(1, 2))).toEqual([later, other, elsewhere]);
    expect(checksOfBranch(runs.toReversed(), over(1))).toEqual([later, other]);
  });

  it('have not passed while one of their workflows runs, for the first time or again', () => {
    const scan = { name: 'Python CI', event: 'workflow_dispatch', status: 'queued' };
    const judged = (...workflows: readonly WorkflowRun[]) =>
      judge(REQUIRED, checksOfBranch(GREEN, [...over(1), ...workflows]));
    expect(judged({ ...scan, suite: 2 }).awaited).toEqual(['Python CI']);
    expect(judged({ ...scan, suite: 1 }).awaited).toEqual(['Python CI']);
    expect(judged({ ...scan, suite: 2, name: 'Other' }).awaited).toEqual([]);
  });

  it('have passed when each has, and others mean nothing', () => {
    expect(judge(REQUIRED, [...GREEN, run('Other', 'failure')])).toEqual({
      awaited: [],
      failed: [],
    });
  });

  it.each([
    ['has not begun', [GREEN[1]], { awaited: ['Python CI'], failed: [] }],
    ['still runs', [run('Python CI', null), GREEN[1]], { awaited: ['Python CI'], failed: [] }],
    ['runs again', [...GREEN, run('Python CI', null)], { awaited: ['Python CI'], failed: [] }],
    [
      'failed in one of two runs',
      [...GREEN, run('Python CI', 'failure')],
      { awaited: [], failed: ['Python CI: failure'] },
    ],
    ['was skipped', [run('Python CI', 'skipped'), GREEN[1]], { failed: ['Python CI: skipped'] }],
    [
      'is told by somebody else',
      [run('Python CI', 'success', 7), GREEN[1]],
      { awaited: ['Python CI'], failed: [] },
    ],
  ])('have not when one %s', (_, runs, judged) => {
    expect(judge(REQUIRED, runs as CheckRun[])).toMatchObject(judged);
  });
});
