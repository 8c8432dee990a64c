import { arrayOf, numberOf, recordOf, textOf } from '@modax/findings';
import type {
  Observed,
  ObservedEnvironment,
  ObservedRef,
  ObservedRuleset,
  OwnerError,
} from '../plan/observed.ts';
import type { ReviewerIds } from '../plan/requests.ts';
import { RepositoryProblem } from '../problem.ts';
import { RULESET_PARTS } from '../rules/parse-rules.ts';
import type { Reviewer, Rules } from '../rules/rules.ts';
import type { Client, Place } from './client.ts';
import { githubProblem, tooWeak } from './github-problem.ts';
import { orNone } from './or-none.ts';

/**
 * Refuses a token that could not set the rules, before anything is set.
 * @throws RepositoryProblem `TOKEN_REFUSED`, `TOKEN_TOO_WEAK`, `REPOSITORY_NOT_FOUND`
 */
export async function mayAdminister(client: Client, place: Place): Promise<void> {
  const name = `${place.owner}/${place.repo}`;
  const answer = await client
    .request('GET /repos/{owner}/{repo}', place)
    .catch((error: unknown) => {
      if (recordOf(error)?.['status'] !== 404) throw githubProblem(error, `looking at ${name}`);
      throw new RepositoryProblem(
        'REPOSITORY_NOT_FOUND',
        `there is no repository ${name}, or the token may not see it`,
        'Name it with --repository=owner/name, or take a token that may.',
      );
    });
  if (answer.data.permissions?.admin !== true) {
    throw tooWeak(`whose token this is may not administer ${name}`);
  }
  // Only a classic token says what it may; of another one, the first request that it may not make tells.
  const scopes = answer.headers['x-oauth-scopes'];
  const enough = answer.data.private ? ['repo'] : ['repo', 'public_repo'];
  if (scopes && !scopes.split(/, */).some((scope) => enough.includes(scope))) {
    throw tooWeak(`the token has the scopes ${scopes} alone`);
  }
}

/**
 * What GitHub has of what rules are about.
 * @throws RepositoryProblem
 */
export async function observe(client: Client, place: Place, rules: Rules): Promise<Observed> {
  const [rulesets, environments, ownerErrors, own, organization] = await Promise.all([
    rulesetsOf(client, place),
    environmentsOf(client, place, rules),
    ownerErrorsOf(client, place),
    asked(
      'reading the names of secrets',
      client.paginate('GET /repos/{owner}/{repo}/actions/secrets', page(place)),
    ),
    asked(
      "reading the names of the organisation's secrets",
      client.paginate('GET /repos/{owner}/{repo}/actions/organization-secrets', page(place)),
    ),
  ]);
  return {
    rulesets,
    environments,
    ownerErrors,
    secrets: new Set([...own, ...organization].map(({ name }) => name)),
  };
}

/**
 * The numbers of all who are to agree to deployments.
 * @throws RepositoryProblem `REVIEWER_UNKNOWN`
 */
export async function reviewerIds(
  client: Client,
  place: Place,
  rules: Rules,
): Promise<ReviewerIds> {
  const reviewers = rules.environments.flatMap((environment) => environment.reviewers);
  const teams = reviewers.some(({ type }) => type === 'Team') ? await teamsOf(client, place) : [];
  const ids = new Map<string, number>(teams.map(({ slug, id }) => [`Team ${slug}`, Number(id)]));
  for (const { name } of reviewers.filter(({ type }) => type === 'User')) {
    const id = await idOfUser(client, name);
    if (id !== undefined) ids.set(`User ${name}`, id);
  }
  for (const { type, name } of reviewers) {
    if (!ids.has(`${type} ${name}`)) throw unknownReviewer({ type, name });
  }
  return ({ type, name }) => ids.get(`${type} ${name}`) ?? 0;
}

/** Only those who have access to the repository: others could agree to nothing. */
async function teamsOf(
  client: Client,
  place: Place,
): Promise<readonly { readonly slug: string; readonly id: number | bigint }[]> {
  return asked(
    'reading the teams of the repository',
    client.paginate('GET /repos/{owner}/{repo}/teams', page(place)),
  );
}

async function idOfUser(client: Client, username: string): Promise<number | undefined> {
  const user = await asked(
    `looking for ${username}`,
    orNone(client.request('GET /users/{username}', { username })),
  );
  return user && Number(user.data.id);
}

function unknownReviewer({ type, name }: Reviewer): RepositoryProblem {
  return new RepositoryProblem(
    'REVIEWER_UNKNOWN',
    type === 'Team' ? `no team ${name} has access to the repository` : `there is no user ${name}`,
    'Make it or give it access, or name another reviewer in .github/environments.',
  );
}

async function rulesetsOf(client: Client, place: Place): Promise<readonly ObservedRuleset[]> {
  const doing = 'reading the rulesets';
  const list = await asked(
    doing,
    client.paginate('GET /repos/{owner}/{repo}/rulesets', {
      ...page(place),
      includes_parents: false,
    }),
  );
  return Promise.all(
    list.map(async ({ id, name }) => {
      const { data } = await asked(
        doing,
        client.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
          ...place,
          ruleset_id: id,
        }),
      );
      if (data.bypass_actors === undefined) {
        throw tooWeak(`GitHub does not say who may pass over the ruleset ${name}`);
      }
      const parts = Object.entries(data).filter(([key]) =>
        RULESET_PARTS.some((part) => part === key),
      );
      return { id, name, settings: Object.fromEntries(parts) };
    }),
  );
}

async function ownerErrorsOf(client: Client, place: Place): Promise<readonly OwnerError[]> {
  const answer = await asked(
    'reading what is wrong with CODEOWNERS',
    orNone(client.request('GET /repos/{owner}/{repo}/codeowners/errors', { ...place })),
  );
  if (answer === undefined) return [{ path: '.github/CODEOWNERS', line: 1, kind: 'not on GitHub' }];
  return answer.data.errors.map(({ path, line, kind }) => ({ path, line, kind }));
}

async function environmentsOf(
  client: Client,
  place: Place,
  rules: Rules,
): Promise<readonly ObservedEnvironment[]> {
  const doing = 'reading the environments';
  const list = await asked(
    doing,
    client.paginate('GET /repos/{owner}/{repo}/environments', page(place)),
  );
  const known = new Set(rules.environments.map(({ name }) => name.toLowerCase()));
  return Promise.all(
    list.map(async (environment) => {
      // Of another one the name is enough: there may be one for each pull request.
      if (!known.has(environment.name.toLowerCase())) return nothingKnownOf(environment.name);
      const at = { ...page(place), environment_name: environment.name };
      const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}';
      const onlyRefs = environment.deployment_branch_policy?.custom_branch_policies === true;
      const [secrets, refs] = await Promise.all([
        asked(doing, client.paginate(`${route}/secrets`, at)),
        onlyRefs ? asked(doing, client.paginate(`${route}/deployment-branch-policies`, at)) : [],
      ]);
      return {
        name: environment.name,
        ...protectionIn(environment.protection_rules ?? []),
        onlyRefs,
        // GitHub's description does not know it.
        canAdminsBypass: recordOf(environment)?.['can_admins_bypass'] === true,
        refs: refs.map(refIn),
        secrets: new Set(secrets.map(({ name }) => name)),
      };
    }),
  );
}

function nothingKnownOf(name: string): ObservedEnvironment {
  return {
    ...{ name, ...protectionIn([]), onlyRefs: false, canAdminsBypass: false },
    refs: [],
    secrets: new Set(),
  };
}

/** Several kinds of rules stand in one list; GitHub's description tells them apart by their type alone. */
export function protectionIn(
  rules: readonly unknown[],
): Pick<ObservedEnvironment, 'preventSelfReview' | 'reviewers' | 'waitTimer'> {
  const ruleOf = (type: string): Readonly<Record<string, unknown>> =>
    rules.map((rule) => recordOf(rule) ?? {}).find((rule) => rule['type'] === type) ?? {};
  const review = ruleOf('required_reviewers');
  return {
    waitTimer: numberOf(ruleOf('wait_timer')['wait_timer']) ?? 0,
    preventSelfReview: review['prevent_self_review'] === true,
    reviewers: (arrayOf(review['reviewers']) ?? []).map((one) => {
      const { type, reviewer } = recordOf(one) ?? {};
      const { login, slug } = recordOf(reviewer) ?? {};
      return type === 'Team'
        ? { type, name: textOf(slug) ?? '' }
        : { type: 'User', name: textOf(login) ?? '' };
    }),
  };
}

function refIn(policy: {
  readonly id?: number;
  readonly name?: string;
  readonly type?: 'branch' | 'tag';
}): ObservedRef {
  return { id: policy.id ?? 0, name: policy.name ?? '', type: policy.type ?? 'branch' };
}

function page(place: Place): Place & { readonly per_page: number } {
  return { ...place, per_page: 100 };
}

async function asked<Answer>(doing: string, answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error: unknown) => {
    // What a weak token may not see is told as not being there.
    if (recordOf(error)?.['status'] === 404) throw tooWeak(`${doing}: ${String(error)}`);
    throw githubProblem(error, doing);
  });
}
