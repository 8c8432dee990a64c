import { arrayOf, numberOf, recordOf, textOf } from '@modax/findings';
import type { Ruleset } from '../rules/rules.ts';

/** A check that a branch requires. */
export interface RequiredCheck {
  readonly name: string;
  /** Number of the application that has to say so; any when undefined. */
  readonly application: number | undefined;
}

/** A run of a check, as GitHub tells of it. */
export interface CheckRun {
  /** A younger one has a higher number. */
  readonly id: number;
  readonly name: string;
  readonly application: number | undefined;
  /** Number of what was checked together; of GitHub Actions that is a run of a workflow. */
  readonly suite: number | undefined;
  /** `completed`, or that it is not. */
  readonly status: string;
  /** Null while it runs. */
  readonly conclusion: string | null;
}

/** A run of a workflow of GitHub Actions, as GitHub tells of it. */
export interface WorkflowRun {
  /** That of the workflow, which is that of the check in which it ends. */
  readonly name: string;
  readonly event: string;
  /** `completed`, or that it is not. */
  readonly status: string;
  /** Number of what is checked in it. */
  readonly suite: number | undefined;
}

/** Its number among applications. */
export const GITHUB_ACTIONS = 15368;

/** The checks that a ruleset requires. */
export function requiredChecks({ settings }: Ruleset): readonly RequiredCheck[] {
  return (arrayOf(settings['rules']) ?? []).flatMap((rule) => {
    const parameters = recordOf(recordOf(rule)?.['parameters']) ?? {};
    return (arrayOf(parameters['required_status_checks']) ?? []).flatMap((check) => {
      const { context, integration_id: application } = recordOf(check) ?? {};
      if (typeof context !== 'string') return [];
      return [
        { name: context, application: typeof application === 'number' ? application : undefined },
      ];
    });
  });
}

/** What is still to be waited for, and what has failed; both empty when all has passed. */
export interface Judged {
  readonly awaited: readonly string[];
  readonly failed: readonly string[];
}

/** Every run of a required check has to have succeeded, and each has to have run at least once. */
export function judge(required: readonly RequiredCheck[], runs: readonly CheckRun[]): Judged {
  const judged = required.map(({ name, application }) => {
    const own = runs.filter(
      (run) => run.name === name && (application === undefined || run.application === application),
    );
    const isOver = own.length > 0 && own.every(({ status }) => status === 'completed');
    const failed = own.find(({ status, conclusion }) => {
      return status === 'completed' && conclusion !== 'success';
    });
    return { name, isOver, failed };
  });
  return {
    awaited: judged.filter((one) => !one.isOver && !one.failed).map(({ name }) => name),
    failed: judged.flatMap(({ name, failed }) =>
      failed === undefined ? [] : [`${name}: ${failed.conclusion ?? 'nothing'}`],
    ),
  };
}

/**
 * Without those of GitHub Actions that did not run for the branch: a commit is checked for its tags
 * too, and under the same names. `workflows` are those that ran for the branch. What ran again in a suite counts as it
 * ended last, and not before it has.
 */
export function checksOfBranch(
  runs: readonly CheckRun[],
  workflows: readonly WorkflowRun[],
): readonly CheckRun[] {
  const suites = new Set(workflows.map(({ suite }) => suite));
  const own = runs.filter(
    ({ application, suite }) =>
      application !== GITHUB_ACTIONS || (suite !== undefined && suites.has(suite)),
  );
  const key = ({ name, application, suite }: CheckRun) =>
    JSON.stringify([name, application, suite]);
  return [...Map.groupBy([...own, ...workflows.flatMap(checkToCome)], key).values()].map(
    (attempts) => attempts.reduce((last, one) => (one.id > last.id ? one : last)),
  );
}

/** GitHub tells of the check in which a workflow ends only when the jobs before it have ended. */
function checkToCome({ name, status, suite }: WorkflowRun): readonly CheckRun[] {
  if (status === 'completed') return [];
  const id = Number.POSITIVE_INFINITY;
  return [{ id, name, application: GITHUB_ACTIONS, suite, status, conclusion: null }];
}

/** Reads a run of a workflow out of GitHub's answer. */
export function workflowRun(value: unknown): WorkflowRun {
  const { name, event, status, check_suite_id: suite } = recordOf(value) ?? {};
  return {
    name: textOf(name) ?? '',
    event: textOf(event) ?? '',
    status: textOf(status) ?? '',
    suite: numberOf(suite),
  };
}

/** Reads a run of a check out of GitHub's answer. */
export function checkRun(value: unknown): CheckRun {
  const { id, name, status, conclusion, app, check_suite: suite } = recordOf(value) ?? {};
  return {
    id: numberOf(id) ?? 0,
    name: textOf(name) ?? '',
    status: textOf(status) ?? '',
    conclusion: textOf(conclusion) ?? null,
    application: numberOf(recordOf(app)?.['id']),
    suite: numberOf(recordOf(suite)?.['id']),
  };
}
