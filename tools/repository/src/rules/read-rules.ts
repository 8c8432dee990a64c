import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryProblem } from '../problem.ts';
import { parseEnvironment, parseRuleset, parseSecrets } from './parse-rules.ts';
import type { Rules } from './rules.ts';

const SECRETS = '.github/secrets.json';

/**
 * The rules that stand in `.github` of a checkout.
 * @throws RepositoryProblem `RULES_INVALID`, also where a secret is said to be of an environment that is not there
 */
export function readRules(root: string): Rules {
  const environments = filesIn(root, '.github/environments').map(([file, text]) =>
    parseEnvironment(file, text),
  );
  const rulesets = filesIn(root, '.github/rulesets').map(([file, text]) =>
    parseRuleset(file, text),
  );
  const secrets = parseSecrets(SECRETS, textIn(root, SECRETS));
  const known = new Set(environments.map(({ name }) => name));
  for (const { name, environments: places } of secrets) {
    const unknown = places.find((place) => !known.has(place));
    if (unknown !== undefined) {
      throw new RepositoryProblem(
        'RULES_INVALID',
        `${SECRETS}: ${name} is needed in ${unknown}, which is no environment`,
        'Mend the file, or add the environment to .github/environments.',
      );
    }
  }
  return { rulesets, environments, secrets };
}

function filesIn(root: string, folder: string): readonly (readonly [string, string])[] {
  return namesIn(root, folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [`${folder}/${file}`, textIn(root, `${folder}/${file}`)]);
}

function namesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function textIn(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Without its rules a repository would be told to be as they say. */
function unreadable(path: string, error: unknown): RepositoryProblem {
  const why = error instanceof Error ? error.message : String(error);
  return new RepositoryProblem(
    'RULES_INVALID',
    `${path} cannot be read: ${why}`,
    'Take it back from git.',
  );
}
