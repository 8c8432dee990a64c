import { parseJson, recordOf } from '@modax/findings';
import { type Permissions, permissionsOf } from '../scope.ts';
import type { Claims } from './claims.ts';

/** Who is given which token, and for how long. */
export interface Policy {
  /** Who signs the identities: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** For whom they have to be made. */
  readonly audience: string;
  /** Where the issuer's keys are. */
  readonly keys: string;
  readonly minutes: number;
  /** The first that fits decides; where none does, there is no token. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly repository: string;
  /** A name can be given up and taken by somebody else, this number cannot. */
  readonly repositoryId: string;
  readonly events: readonly string[];
  /** Refs; one that ends with `*` is any that begins so. */
  readonly refs: readonly string[];
  readonly grant: Grant;
}

export const GRANTS = ['trusted', 'blind', 'reader', 'pull-request'] as const;
export type Grant = (typeof GRANTS)[number];

/** The policy is none. */
export class PolicyProblem extends Error {
  readonly code = 'POLICY_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'PolicyProblem';
  }
}

/**
 * In these events GitHub runs what has been reviewed, on these refs. In all others, also those that it will think of,
 * what a stranger has sent may run: whatever a rule says, what they make is trusted by nobody.
 */
const REVIEWED_EVENTS = new Set([
  'push',
  'schedule',
  'workflow_dispatch',
  'release',
  'merge_group',
]);
const REVIEWED_REF = /^refs\/(?:heads|tags)\/./;

const PULL_REQUEST_REF = /^refs\/pull\/(?<number>[1-9]\d{0,9})\/merge$/;

/** What the bearer of the claims may do, or `undefined` where no rule says anything. */
export function granted({ rules }: Policy, claims: Claims): Permissions | undefined {
  const rule = rules.find((candidate) => fits(candidate, claims));
  if (rule === undefined) return undefined;
  if (rule.grant === 'pull-request') {
    const number = PULL_REQUEST_REF.exec(claims.ref)?.groups?.['number'];
    return number === undefined ? undefined : permissionsOf.pullRequest(Number(number));
  }
  const isReviewed = REVIEWED_EVENTS.has(claims.event) && REVIEWED_REF.test(claims.ref);
  return rule.grant === 'reader' || isReviewed ? permissionsOf[rule.grant] : undefined;
}

function fits(rule: Rule, { repository, repositoryId, event, ref }: Claims): boolean {
  return (
    rule.repository === repository &&
    rule.repositoryId === repositoryId &&
    rule.events.includes(event) &&
    rule.refs.some((pattern) =>
      pattern.endsWith('*') ? ref.startsWith(pattern.slice(0, -1)) : ref === pattern,
    )
  );
}

/**
 * Reads a policy.
 * @throws PolicyProblem that names what is wrong
 */
export function policyIn(text: string): Policy {
  const json = parseJson(text);
  if (json === undefined) throw new PolicyProblem('the policy is no JSON');
  const content = recordOf(json);
  if (content === undefined) throw new PolicyProblem('the policy is no object');
  const { issuer, audience, keys, minutes = 60, rules } = content;
  if (!isAddress(issuer) || !isAddress(keys)) {
    throw new PolicyProblem('issuer and keys have to be addresses that begin with https://');
  }
  if (typeof audience !== 'string' || audience === '') {
    throw new PolicyProblem('audience has to be a text');
  }
  if (typeof minutes !== 'number' || !(minutes >= 1 && minutes <= 24 * 60)) {
    throw new PolicyProblem('minutes has to be a number from 1 to 1440');
  }
  if (!Array.isArray(rules)) throw new PolicyProblem('rules has to be a list');
  return { issuer, audience, keys, minutes, rules: rulesIn(rules) };
}

function rulesIn(values: readonly unknown[]): readonly Rule[] {
  const rules = values.map(ruleOf);
  const pulled = rules.filter(({ grant }) => grant === 'pull-request');
  if (new Set(pulled.map(({ repositoryId }) => repositoryId)).size > 1) {
    throw new PolicyProblem('pull requests of two repositories would have the same numbers');
  }
  return rules;
}

function ruleOf(value: unknown, place: number): Rule {
  const wrong = (what: string): PolicyProblem => new PolicyProblem(`rule ${place + 1}: ${what}`);
  const rule = recordOf(value);
  if (rule === undefined) throw wrong('is no object');
  const { repository, repositoryId, events, refs, grant } = rule;
  if (typeof repository !== 'string' || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw wrong('repository has to be owner/name');
  }
  if (typeof repositoryId !== 'string' || !/^\d+$/.test(repositoryId)) {
    throw wrong('repositoryId has to be the number of the repository, as a text');
  }
  if (!isTexts(events) || !isTexts(refs)) throw wrong('events and refs have to be lists of texts');
  const known = GRANTS.find((name) => name === grant);
  if (known === undefined) throw wrong(`grant has to be one of ${GRANTS.join(', ')}`);
  const unreviewed =
    known === 'trusted' || known === 'blind' ? unreviewedIn(events, refs) : undefined;
  if (unreviewed !== undefined) {
    throw wrong(`${unreviewed} runs what nobody may have reviewed: it cannot be ${known}`);
  }
  return { repository, repositoryId, events, refs, grant: known };
}

function unreviewedIn(events: readonly string[], refs: readonly string[]): string | undefined {
  return (
    events.find((event) => !REVIEWED_EVENTS.has(event)) ??
    refs.find((ref) => !REVIEWED_REF.test(ref))
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
  );
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && value.startsWith('https://');
}
