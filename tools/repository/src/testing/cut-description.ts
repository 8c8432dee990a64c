/**
 * `node tools/repository/src/testing/cut-description.ts api.github.com.json > …/github-description.json`: the part of
 * GitHub's own description of its API that `npm run repository` uses. The whole, in the package @octokit/openapi,
 * has 385 MB. Give it `generated/api.github.com.json` of a newer version when the requests change.
 */
import { readFileSync } from 'node:fs';
import { parseJson, recordOf, textOf } from '@modax/findings';

const REPOSITORY = '/repos/{owner}/{repo}';
const ENVIRONMENT = `${REPOSITORY}/environments/{environment_name}`;

/** Every request that is made: paths with their methods. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  [REPOSITORY]: ['get'],
  [`${REPOSITORY}/codeowners/errors`]: ['get'],
  [`${REPOSITORY}/rulesets`]: ['get', 'post'],
  [`${REPOSITORY}/rulesets/{ruleset_id}`]: ['get', 'put'],
  [`${REPOSITORY}/environments`]: ['get'],
  [ENVIRONMENT]: ['put'],
  [`${ENVIRONMENT}/deployment-branch-policies`]: ['get', 'post'],
  [`${ENVIRONMENT}/deployment-branch-policies/{branch_policy_id}`]: ['delete'],
  [`${ENVIRONMENT}/secrets`]: ['get'],
  [`${REPOSITORY}/actions/secrets`]: ['get'],
  [`${REPOSITORY}/actions/organization-secrets`]: ['get'],
  [`${REPOSITORY}/actions/runs`]: ['get'],
  [`${REPOSITORY}/commits/{ref}/check-runs`]: ['get'],
  [`${REPOSITORY}/releases`]: ['post'],
  [`${REPOSITORY}/releases/tags/{tag}`]: ['get'],
  [`${REPOSITORY}/releases/{release_id}`]: ['patch'],
  [`${REPOSITORY}/teams`]: ['get'],
  [`${REPOSITORY}/commits/{ref}`]: ['get'],
  '/users/{username}': ['get'],
};
/** What GitHub's API has and its description not: whether administrators may pass over an environment's rules. */
const UNDESCRIBED = { can_admins_bypass: { type: 'boolean' } };
/** For code generators. */
const LEFT_OUT = ['externalDocs', 'x-github', 'x-octokit'];

type Tree = Record<string, unknown>;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the file with the whole description');
const whole = recordOf(parseJson(readFileSync(file, 'utf8')));
if (whole === undefined) throw new Error(`${file} is no description`);
process.stdout.write(`${JSON.stringify(cut(whole), undefined, 1)}\n`);

function cut(description: Readonly<Tree>): Tree {
  const paths = Object.fromEntries(
    Object.entries(OPERATIONS).map(([path, methods]) => {
      const item = Object.entries(recordOf(recordOf(description['paths'])?.[path]) ?? {});
      return [path, Object.fromEntries(item.filter(([key]) => methods.includes(key)))];
    }),
  );
  const { openapi, info, servers } = description;
  const part: Tree = { openapi, info, servers, paths: plain(paths) };
  // What is referred to may refer to more.
  const waiting = [...referencesIn(part)];
  const known = new Set(waiting);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const words = next.split('/').slice(1);
    const value = plain(words.reduce<unknown>((at, word) => recordOf(at)?.[word], description));
    setAt(part, words, value);
    for (const reference of referencesIn(value)) {
      if (!known.has(reference)) waiting.push(reference);
      known.add(reference);
    }
  }
  addTo(part, ['components', 'schemas', 'environment', 'properties'], UNDESCRIBED);
  const body = ['requestBody', 'content', 'application/json', 'schema', 'properties'];
  addTo(part, ['paths', ENVIRONMENT, 'put', ...body], UNDESCRIBED);
  return part;
}

function addTo(tree: Tree, words: readonly string[], parts: Tree): void {
  Object.assign(
    words.reduce<Tree>((at, word) => at[word] as Tree, tree),
    parts,
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const object = recordOf(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !LEFT_OUT.includes(key))
      .map(([key, part]) => [key, plain(part)]),
  );
}

function referencesIn(value: unknown): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((one) => [...referencesIn(one)]));
  return new Set(
    Object.entries(recordOf(value) ?? {}).flatMap(([key, part]) =>
      key === '$ref' ? (textOf(part) ?? []) : [...referencesIn(part)],
    ),
  );
}

function setAt(tree: Tree, [first = '', ...more]: readonly string[], value: unknown): void {
  if (more.length === 0) tree[first] = value;
  else setAt((tree[first] ??= {}) as Tree, more, value);
}
