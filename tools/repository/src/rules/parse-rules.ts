import { basename } from 'node:path';
import { arrayOf, parseJson, recordOf, textOf } from '@modax/findings';
import { RepositoryProblem } from '../problem.ts';
import type {
  Environment,
  JsonObject,
  RefPattern,
  ExpectedSecret,
  Reviewer,
  Ruleset,
} from './rules.ts';

/** The parts of a ruleset that are compared: a file that leaves one out would let it be anything. */
export const RULESET_PARTS = [
  'name',
  'target',
  'enforcement',
  'bypass_actors',
  'conditions',
  'rules',
] as const;

const ENVIRONMENT_PARTS = ['name', 'reviewers', 'prevent_self_review', 'wait_timer', 'refs'];
/** GitHub's own limit: 30 days. */
const LONGEST_WAIT = 43_200;
const SECRET_NAME = /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/;

/**
 * Reads a file of `.github/rulesets`.
 * @throws RepositoryProblem `RULES_INVALID`
 */
export function parseRuleset(file: string, text: string): Ruleset {
  const settings = wholeObject(file, text, RULESET_PARTS);
  const name = nameIn(file, settings);
  listIn(file, settings, 'bypass_actors');
  for (const rule of listIn(file, settings, 'rules')) {
    if (textOf(recordOf(rule)?.['type']) === undefined) throw invalid(file, 'a rule has no type');
  }
  return { name, settings };
}

/**
 * Reads a file of `.github/environments`.
 * @throws RepositoryProblem `RULES_INVALID`
 */
export function parseEnvironment(file: string, text: string): Environment {
  const given = wholeObject(file, text, ENVIRONMENT_PARTS);
  const name = nameIn(file, given);
  const reviewers = listIn(file, given, 'reviewers').map((one) => reviewerIn(file, one));
  const refs = listIn(file, given, 'refs').map((one) => refIn(file, one));
  const { prevent_self_review: preventSelfReview, wait_timer: waitTimer } = given;
  if (typeof preventSelfReview !== 'boolean') {
    throw invalid(file, 'prevent_self_review is neither true nor false');
  }
  if (preventSelfReview && reviewers.length === 0) {
    throw invalid(file, 'prevent_self_review means nothing without reviewers');
  }
  if (typeof waitTimer !== 'number' || !Number.isInteger(waitTimer)) {
    throw invalid(file, 'wait_timer is no whole number of minutes');
  }
  if (waitTimer < 0 || waitTimer > LONGEST_WAIT) {
    throw invalid(file, `wait_timer is not between 0 and ${LONGEST_WAIT} minutes`);
  }
  if (refs.length === 0) throw invalid(file, 'refs is empty: every branch could deploy');
  return { name, reviewers, preventSelfReview, waitTimer, refs };
}

/**
 * Reads `.github/secrets.json`: names with the environments that need them, or `{ "optional": [environments] }`.
 * @throws RepositoryProblem `RULES_INVALID`
 */
export function parseSecrets(file: string, text: string): readonly ExpectedSecret[] {
  const given = recordOf(parseJson(text));
  if (given === undefined) throw invalid(file, 'it is no JSON object');
  return Object.entries(given).map(([name, places]) => {
    if (!SECRET_NAME.test(name)) throw invalid(file, `${name} cannot be the name of a secret`);
    const optional = recordOf(places)?.['optional'];
    const environments = arrayOf(optional ?? places)?.map(textOf);
    if (environments?.every((one) => one !== undefined) !== true) {
      throw invalid(file, `${name} has no list of environments`);
    }
    return { name, environments, isOptional: optional !== undefined };
  });
}

function reviewerIn(file: string, value: unknown): Reviewer {
  const { type, name } = recordOf(value) ?? {};
  if ((type !== 'Team' && type !== 'User') || typeof name !== 'string' || name === '') {
    throw invalid(file, 'a reviewer is a Team or a User with a name');
  }
  return { type, name };
}

function refIn(file: string, value: unknown): RefPattern {
  const { type, name } = recordOf(value) ?? {};
  if ((type !== 'branch' && type !== 'tag') || typeof name !== 'string' || name === '') {
    throw invalid(file, 'a ref is a branch or a tag with a name');
  }
  return { type, name };
}

/** An object with these keys and no others: a word misspelt would be a rule that does not hold. */
function wholeObject(file: string, text: string, keys: readonly string[]): JsonObject {
  const object = recordOf(parseJson(text));
  if (object === undefined) throw invalid(file, 'it is no JSON object');
  const missing = keys.filter((key) => !(key in object));
  const unknown = Object.keys(object).filter((key) => !keys.includes(key));
  if (missing.length > 0) throw invalid(file, `${missing.join(', ')} is missing`);
  if (unknown.length > 0) throw invalid(file, `${unknown.join(', ')} is unknown`);
  return object as JsonObject;
}

function listIn(file: string, object: JsonObject, part: string): readonly unknown[] {
  const list = arrayOf(object[part]);
  if (list === undefined) throw invalid(file, `${part} is no list`);
  return list;
}

/** The name is that of the file: two files cannot mean the same. */
function nameIn(file: string, object: JsonObject): string {
  const name = textOf(object['name']);
  if (name === undefined || basename(file) !== `${name}.json`) {
    throw invalid(file, 'its name is not that of the file');
  }
  return name;
}

function invalid(file: string, why: string): RepositoryProblem {
  return new RepositoryProblem('RULES_INVALID', `${file}: ${why}`, 'Mend the file.');
}
