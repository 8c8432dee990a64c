import type { Json, Reviewer } from '../rules/rules.ts';
import type { Change, EnvironmentChange } from './plan.ts';

/** A request of GitHub's API that changes something. */
export interface ChangingRequest {
  /** As GitHub's description names it: `PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}`. */
  readonly route: string;
  /** What stands in the route, and what is sent. */
  readonly parameters: Readonly<Record<string, Json>>;
}

/** GitHub knows those who agree to a deployment by number. */
export type ReviewerIds = (reviewer: Reviewer) => number;

/** The requests that make a change, in order. A second time they make the same. */
export function requestsOf(change: Change, idOf: ReviewerIds): readonly ChangingRequest[] {
  if (change.kind === 'environment') return environmentRequests(change, idOf);
  const { id, wanted } = change;
  return id === undefined
    ? [{ route: 'POST /repos/{owner}/{repo}/rulesets', parameters: wanted.settings }]
    : [
        {
          route: 'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}',
          parameters: { ...wanted.settings, ruleset_id: id },
        },
      ];
}

function environmentRequests(
  { wanted, isProtected, refsToAdd, refsToRemove }: EnvironmentChange,
  idOf: ReviewerIds,
): readonly ChangingRequest[] {
  const route = '/repos/{owner}/{repo}/environments/{environment_name}';
  const environment = { environment_name: wanted.name };
  return [
    {
      // First: from here on nothing deploys but from refs that are named, and none is yet of a new environment.
      route: `PUT ${route}`,
      parameters: {
        ...environment,
        // In a private repository most plans of GitHub refuse these, empty ones too: said only where there is something to say.
        ...(isProtected
          ? {
              wait_timer: wanted.waitTimer,
              prevent_self_review: wanted.preventSelfReview,
              can_admins_bypass: false,
              reviewers: wanted.reviewers.map((one) => ({ type: one.type, id: idOf(one) })),
            }
          : {}),
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      },
    },
    ...refsToRemove.map(({ id }) => ({
      route: `DELETE ${route}/deployment-branch-policies/{branch_policy_id}`,
      parameters: { ...environment, branch_policy_id: id },
    })),
    ...refsToAdd.map(({ name, type }) => ({
      route: `POST ${route}/deployment-branch-policies`,
      parameters: { ...environment, name, type },
    })),
  ];
}
