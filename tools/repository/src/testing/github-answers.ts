import { arrayOf, recordOf, textOf } from '@modax/findings';
import type { JsonObject, RefPattern } from '../rules/rules.ts';
import {
  checkRunBody,
  exampleOf,
  examplesOf,
  type GitHubState,
  type StoredEnvironment,
  workflowRunBody,
} from './github-state.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string;
  readonly body: JsonObject;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const REPOSITORY = '/repos/modax/modax';
const WHEN = '2026-11-27T03:00:00Z';
const DONE: Answer = { status: 204 };
const UNKNOWN: Answer = { status: 404, body: { message: 'Not Found' } };

type Handler = (state: GitHubState, asked: Asked, words: readonly string[]) => Answer;

const handlers: readonly (readonly [method: string, path: RegExp, Handler])[] = [
  ['GET', /^$/, (state) => repository(state)],
  ['GET', /^\/codeowners\/errors$/, (state) => ownerErrors(state)],
  ['GET', /^\/rulesets$/, (state) => ok([...state.rulesets].map(listedRuleset))],
  ['POST', /^\/rulesets$/, (state, { body }) => created(state, body)],
  ['GET', /^\/rulesets\/(\d+)$/, (state, _, [id]) => rulesetNumber(state, Number(id))],
  ['PUT', /^\/rulesets\/(\d+)$/, (state, { body }, [id]) => replaced(state, Number(id), body)],
  ['GET', /^\/environments$/, (state) => environments(state)],
  ['PUT', /^\/environments\/([^/]+)$/, (state, { body }, [name]) => environment(state, name, body)],
  ['GET', /^\/environments\/([^/]+)\/secrets$/, (state, _, [name]) => secretsOf(state, name)],
  [
    'GET',
    /^\/environments\/([^/]+)\/deployment-branch-policies$/,
    (state, _, [n]) => refs(state, n),
  ],
  ['POST', /^\/environments\/([^/]+)\/deployment-branch-policies$/, addRef],
  ['DELETE', /^\/environments\/([^/]+)\/deployment-branch-policies\/(\d+)$/, removeRef],
  ['GET', /^\/teams$/, (state) => ok([...state.teams].map(team))],
  ['GET', /^\/commits\/([0-9a-f]{40})\/check-runs$/, checkRuns],
  ['GET', /^\/commits\/tags(?:%2F|\/)([^/]+)$/, (state, _, [tag]) => commitOf(state, tag)],
  ['GET', /^\/releases\/tags\/([^/]+)$/, (state, _, [tag]) => releaseOf(state, tag)],
  ['POST', /^\/releases$/, (state, { body }) => publish(state, body)],
  ['PATCH', /^\/releases\/\d+$/, (state, { body }) => publish(state, body)],
  ['GET', /^\/actions\/runs$/, workflowRuns],
  ['GET', /^\/actions\/secrets$/, (state) => secretList(state.secrets)],
  ['GET', /^\/actions\/organization-secrets$/, () => secretList([])],
];

/** What GitHub would answer, and do. */
export function answerTo(state: GitHubState, asked: Asked): Answer {
  const { method, path } = asked;
  if (asked.token !== state.token) return { status: 401, body: { message: 'Bad credentials' } };
  if (method !== 'GET') {
    const refused = state.refuse?.(method, path, asked.body);
    if (refused !== undefined) return { status: refused, body: { message: 'refused by the test' } };
    state.changes.push(`${method} ${path}`);
  }
  if (!path.startsWith(REPOSITORY)) return member(state, path);
  for (const [verb, pattern, handle] of handlers) {
    const found = verb === method ? pattern.exec(path.slice(REPOSITORY.length)) : null;
    if (found !== null) return handle(state, asked, found.slice(1));
  }
  return UNKNOWN;
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function ownerErrors({ ownerErrors: lines }: GitHubState): Answer {
  if (lines === undefined) return UNKNOWN;
  const [example] = arrayOf(exampleOf('codeowners-errors')['errors']) ?? [];
  const place = { path: '.github/CODEOWNERS', kind: 'Unknown owner' };
  return ok({ errors: lines.map((line) => ({ ...recordOf(example), ...place, line })) });
}

function repository({ isAdministrator }: GitHubState): Answer {
  const example = exampleOf('full-repository-default-response');
  const permissions = { ...recordOf(example['permissions']), admin: isAdministrator };
  // What GitHub's example lacks of what its description requires, and what is of a fork.
  const mended = { language: 'Python', source: undefined, parent: undefined };
  return ok({ ...example, ...mended, permissions });
}

function member(state: GitHubState, path: string): Answer {
  const [, kind, name = ''] = path.split('/');
  const id = kind === 'users' ? state.people.get(name) : undefined;
  return id === undefined ? UNKNOWN : ok({ ...exampleOf('public-user-default-response'), id });
}

/** With what GitHub's example lacks of what its description requires. */
function team([slug, id]: readonly [string, number]): Readonly<Record<string, unknown>> {
  const examples: unknown = examplesOf('team-items');
  return { ...recordOf(arrayOf(examples)?.[0]), slug, id, type: 'organization' };
}

/** What GitHub adds to a rule that does not say it. */
const ADDED = {
  dismissal_restriction: { enabled: false, allowed_actors: [] },
  require_extra_approval_for_unattributed_changes: true,
};

function withDefaults(settings: JsonObject): JsonObject {
  const rules = (arrayOf(settings['rules']) ?? []) as readonly JsonObject[];
  return {
    ...settings,
    rules: rules.map((rule) =>
      rule['type'] !== 'pull_request'
        ? rule
        : { ...rule, parameters: { ...ADDED, ...recordOf(rule['parameters']) } },
    ),
  };
}

function ruleset(id: number, settings: JsonObject): Readonly<Record<string, unknown>> {
  const nothing = { bypass_actors: [], conditions: {}, rules: [] };
  return { ...exampleOf('repository-ruleset'), ...nothing, ...withDefaults(settings), id };
}

function listedRuleset([id, settings]: readonly [number, JsonObject]): unknown {
  return {
    id,
    name: settings['name'],
    source: 'modax/modax',
    enforcement: settings['enforcement'],
  };
}

function created(state: GitHubState, body: JsonObject): Answer {
  const id = state.rulesets.size + 1;
  const kept = Object.entries(body).filter(([part]) => part !== state.forgets);
  state.rulesets.set(id, Object.fromEntries(kept));
  return { status: 201, body: ruleset(id, body) };
}

/** Who may pass over a ruleset is told to administrators alone. */
function rulesetNumber(state: GitHubState, id: number): Answer {
  const settings = state.rulesets.get(id);
  if (settings === undefined) return UNKNOWN;
  const whole = ruleset(id, settings);
  return ok(state.isAdministrator ? whole : { ...whole, bypass_actors: undefined });
}

function replaced(state: GitHubState, id: number, body: JsonObject): Answer {
  if (!state.rulesets.has(id)) return UNKNOWN;
  state.rulesets.set(id, body);
  return ok(ruleset(id, body));
}

function environments(state: GitHubState): Answer {
  const list = [...state.environments].map(([name, stored]) =>
    environmentBody(state, name, stored),
  );
  return ok({ total_count: list.length, environments: list });
}

function environment(state: GitHubState, name = '', settings: JsonObject): Answer {
  const stored = state.environments.get(name) ?? { settings, refs: new Map(), secrets: new Set() };
  stored.settings = settings;
  state.environments.set(name, stored);
  return ok(environmentBody(state, name, stored));
}

function environmentBody(
  state: GitHubState,
  name: string,
  { settings }: StoredEnvironment,
): Readonly<Record<string, unknown>> {
  const reviewers = (arrayOf(settings['reviewers']) ?? []).map((one) => {
    const { type, id } = recordOf(one) ?? {};
    return { type, reviewer: reviewer(state, id) };
  });
  const rule = { id: 1, node_id: 'x' };
  const { wait_timer, prevent_self_review, deployment_branch_policy } = settings;
  const { can_admins_bypass = true } = settings;
  return {
    ...exampleOf('environment'),
    name,
    created_at: WHEN,
    updated_at: WHEN,
    protection_rules: [
      ...(wait_timer === undefined || wait_timer === 0
        ? []
        : [{ ...rule, type: 'wait_timer', wait_timer }]),
      ...(reviewers.length === 0
        ? []
        : [{ ...rule, type: 'required_reviewers', prevent_self_review, reviewers }]),
      { ...rule, type: 'branch_policy' },
    ],
    deployment_branch_policy,
    can_admins_bypass,
  };
}

function reviewer(state: GitHubState, id: unknown): unknown {
  const [slug = ''] = [...state.teams].find(([, number]) => number === id) ?? [];
  return { ...team([slug, Number(id)]), parent: null };
}

/** GitHub does not say of what the latest are meant: of each name alone is the least that it can be. */
function checkRuns(state: GitHubState, { query }: Asked, [commit = '']: readonly string[]): Answer {
  state.checked.push(commit);
  const [runs = []] = state.checkRuns;
  if (state.checkRuns.length > 1) state.checkRuns.shift();
  const latest = [...new Map(runs.map((run) => [run.name, run])).values()];
  const told = query.get('filter') === 'all' ? runs : latest;
  return ok({ total_count: told.length, check_runs: told.map(checkRunBody) });
}

function workflowRuns(state: GitHubState, { query }: Asked): Answer {
  state.checked.push(query.get('head_sha') ?? '');
  const runs = state.workflowRuns.filter(({ branch }) => branch === query.get('branch'));
  return ok({ total_count: runs.length, workflow_runs: runs.map(workflowRunBody) });
}

function commitOf({ tags }: GitHubState, tag = ''): Answer {
  const sha = tags.get(tag);
  return sha === undefined ? UNKNOWN : ok({ ...exampleOf('commit'), sha });
}

function releaseOf({ releases }: GitHubState, tag = ''): Answer {
  const body = releases.get(tag);
  return body === undefined ? UNKNOWN : ok({ ...exampleOf('release'), ...body });
}

/** Its name is that of its tag. */
function publish({ releases }: GitHubState, body: JsonObject): Answer {
  const tag = textOf(body['name']) ?? '';
  const isNew = !releases.has(tag);
  releases.set(tag, { ...body, tag_name: tag });
  return { status: isNew ? 201 : 200, body: { ...exampleOf('release'), ...body, tag_name: tag } };
}

function refs(state: GitHubState, name = ''): Answer {
  const list = [...(state.environments.get(name)?.refs ?? [])];
  return ok({
    total_count: list.length,
    branch_policies: list.map(([id, ref]) => ({ id, node_id: 'x', ...ref })),
  });
}

function addRef(state: GitHubState, { body }: Asked, [name = '']: readonly string[]): Answer {
  const stored = state.environments.get(name);
  if (stored === undefined) return UNKNOWN;
  const id = Math.max(0, ...stored.refs.keys()) + 1;
  stored.refs.set(id, body as unknown as RefPattern);
  return ok({ id, node_id: 'x', ...body });
}

function removeRef(state: GitHubState, _: Asked, [name = '', id]: readonly string[]): Answer {
  return state.environments.get(name)?.refs.delete(Number(id)) === true ? DONE : UNKNOWN;
}

function secretsOf(state: GitHubState, name = ''): Answer {
  return secretList(state.environments.get(name)?.secrets ?? []);
}

function secretList(names: Iterable<string>): Answer {
  const secrets = [...names].map((name) => ({ name, created_at: WHEN, updated_at: WHEN }));
  return ok({ total_count: secrets.length, secrets });
}
