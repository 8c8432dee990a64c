import { readFileSync } from 'node:fs';
import { arrayOf, parseJson, recordOf } from '@modax/findings';
import { GITHUB_ACTIONS } from '../release/checks.ts';
import type { JsonObject, RefPattern } from '../rules/rules.ts';

/** A repository as GitHub keeps it, for tests. */
export interface GitHubState {
  /** What the client has to show. */
  token: string;
  isAdministrator: boolean;
  /** What a classic token may; undefined for a fine-grained one. */
  scopes: string | undefined;
  readonly rulesets: Map<number, JsonObject>;
  readonly environments: Map<string, StoredEnvironment>;
  readonly secrets: Set<string>;
  /** Lines of CODEOWNERS that GitHub passes over; undefined where there is no such file. */
  ownerErrors: number[] | undefined;
  readonly teams: Map<string, number>;
  readonly people: Map<string, number>;
  /** The runs of checks that are told, one answer after another; the last one stays. */
  checkRuns: (readonly StoredCheckRun[])[];
  /** The runs of workflows for whatever commit is asked about. */
  workflowRuns: readonly StoredWorkflowRun[];
  /** The commits whose checks, or the runs of workflows for which, were asked for. */
  readonly checked: string[];
  /** The commit that each tag names. */
  readonly tags: Map<string, string>;
  /** By tag. */
  readonly releases: Map<string, JsonObject>;
  /** What was asked that changes something: `PUT /repos/…`. */
  readonly changes: string[];
  /** A part of rulesets that is not kept. */
  forgets: string | undefined;
  /** Answers a change with a status instead of making it. */
  refuse: ((method: string, path: string, body: JsonObject) => number | undefined) | undefined;
}

export interface StoredEnvironment {
  settings: JsonObject;
  readonly refs: Map<number, RefPattern>;
  readonly secrets: Set<string>;
}

export interface StoredWorkflowRun {
  readonly suite: number;
  /** Or the tag. */
  readonly branch: string;
  readonly event: string;
  /** Of a run that is not over: the name of its workflow. */
  readonly running?: string;
}

export interface StoredCheckRun {
  readonly name: string;
  /** That of `main` when left out. */
  readonly suite?: number;
  /** Null while it runs. */
  readonly conclusion: string | null;
}

/** What runs when `main` is pushed. */
const OF_MAIN: StoredWorkflowRun = { suite: 1, branch: 'main', event: 'push' };

/** What GitHub tells of a run of a check. */
export function checkRunBody(
  { name, conclusion, suite = OF_MAIN.suite }: StoredCheckRun,
  index: number,
): unknown {
  const { check_runs: runs } = exampleOf('check-run-paginated');
  const [example] = Array.isArray(runs) ? (runs as unknown[]) : [];
  const { app } = recordOf(example) ?? {};
  return {
    ...recordOf(example),
    id: index + 1,
    name,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    app: { ...recordOf(app), id: GITHUB_ACTIONS },
    check_suite: { id: suite },
  };
}

/** What GitHub tells of a run of a workflow. */
export function workflowRunBody({ suite, branch, event, running }: StoredWorkflowRun): unknown {
  const { workflow_runs: runs } = exampleOf('workflow-run-paginated');
  return {
    ...recordOf(arrayOf(runs)?.[0]),
    name: running ?? 'Any',
    status: running === undefined ? 'completed' : 'in_progress',
    check_suite_id: suite,
    head_branch: branch,
    event,
  };
}

export function newState(): GitHubState {
  return {
    token: 'github_pat_of_an_administrator',
    isAdministrator: true,
    scopes: undefined,
    rulesets: new Map(),
    environments: new Map(),
    secrets: new Set(),
    ownerErrors: [],
    teams: new Map([['team-lead', 7]]),
    people: new Map([['octocat', 1]]),
    checkRuns: [],
    workflowRuns: [OF_MAIN],
    checked: [],
    tags: new Map(),
    releases: new Map(),
    changes: [],
    forgets: undefined,
    refuse: undefined,
  };
}

export const DESCRIPTION = new URL('github-description.json', import.meta.url).pathname;

const examples = recordOf(
  recordOf(recordOf(parseJson(readFileSync(DESCRIPTION, 'utf8')))?.['components'])?.['examples'],
);

/** An example of GitHub's description that is a list. */
export function examplesOf(name: string): unknown {
  return recordOf(examples?.[name])?.['value'];
}

/** An example of GitHub's description, which has all that an answer must have. */
export function exampleOf(name: string): Readonly<Record<string, unknown>> {
  const value = recordOf(examplesOf(name));
  if (value === undefined) throw new Error(`the description has no example ${name}`);
  return value;
}
