import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './pages.ts';

interface Workflow {
  readonly name: string;
  readonly on: Readonly<
    Record<string, { readonly branches?: readonly string[]; readonly tags?: unknown } | null>
  >;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly name?: string; readonly environment?: string; readonly needs?: unknown }
    >
  >;
}

interface Check {
  readonly context: string;
  readonly integration_id?: number;
}

interface Ruleset {
  readonly rules: readonly {
    readonly type: string;
    readonly parameters?: {
      readonly required_status_checks?: readonly Check[];
      readonly [name: string]: unknown;
    };
  }[];
  readonly [part: string]: unknown;
}

const rulesetOf = (branch: string): Ruleset =>
  JSON.parse(textOf(`.github/rulesets/${branch}.json`)) as Ruleset;

/** What a job is called for an event. */
function nameFor(event: string, branch: string, name: string): string {
  const suffix =
    "${{ github.event_name == 'pull_request' && format(' of a pull request to {0}', github.base_ref) || '' }}";
  expect(name.endsWith(suffix), name).toBe(true);
  return name.replace(suffix, event === 'pull_request' ? ` of a pull request to ${branch}` : '');
}

/** GitHub Actions. */
const ACTIONS = 15368;

const texts = globSync('.github/workflows/*.yml', { cwd: root }).map((path) => textOf(path));
const workflows = texts.map((text) => parse(text) as Workflow);

describe('The rules of the repository', () => {
  it.each(['main', 'develop'])(
    'require of %s the last job of each of the four workflows that a push or a pull request to it starts',
    (branch) => {
      const { rules } = rulesetOf(branch);
      const required = rules.flatMap(({ parameters }) =>
        (parameters?.required_status_checks ?? []).map(({ context }) => context),
      );
      const lastJobsFor = (event: string): readonly string[] =>
        workflows
          .filter(({ on }) => on[event]?.branches?.includes(branch))
          .map(({ jobs }) => nameFor(event, branch, Object.values(jobs).at(-1)?.name ?? ''))
          .sort();
      // Counted, or a branch could be taken out of a workflow and of its rules together.
      expect(required).toHaveLength(4);
      expect(lastJobsFor('pull_request')).toEqual([...required].sort());
      expect(lastJobsFor('push').map((name) => `${name} of a pull request to ${branch}`)).toEqual(
        [...required].sort(),
      );
      // By which a release knows, while one runs, which check is to come.
      expect(lastJobsFor('push')).toEqual(
        workflows
          .filter(({ on }) => on['push']?.branches?.includes(branch))
          .map(({ name }) => name)
          .sort(),
      );
    },
  );

  // Of the commits that a rebase brings at once GitHub checks the last one alone, and a release is of the one that states it.
  it('let each pull request come to main as one commit of its own', () => {
    const [rule] = rulesetOf('main').rules.filter(({ type }) => type === 'pull_request');
    expect(rule?.parameters?.['allowed_merge_methods']).toEqual(['merge', 'squash']);
  });

  it.each(['main', 'develop'])('hold for %s, for everybody', (name) => {
    expect(rulesetOf(name)).toMatchObject({ enforcement: 'active', bypass_actors: [] });
  });

  it('hold for the tags of releases', () => {
    expect(rulesetOf('releases')).toMatchObject({ target: 'tag', enforcement: 'active' });
  });

  it.each([
    ['main', ['pull_request', 'required_status_checks', 'non_fast_forward', 'deletion']],
    // Who could delete it could push something unchecked in its place.
    ['develop', ['required_status_checks', 'non_fast_forward', 'deletion']],
  ])('let nobody pass by at %s', (branch, types) => {
    const { conditions, rules } = rulesetOf(branch);
    expect(conditions).toEqual({ ref_name: { include: [`refs/heads/${branch}`], exclude: [] } });
    expect(rules.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
    const checks = rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
    expect(checks.map((check) => check.integration_id)).toEqual(checks.map(() => ACTIONS));
  });

  it('want of main a review by somebody else, and checks of what would come of it', () => {
    const parameters = Object.fromEntries(
      rulesetOf('main').rules.map((rule) => [rule.type, rule.parameters]),
    );
    expect(parameters['pull_request']?.['required_approving_review_count']).toBeGreaterThanOrEqual(
      1,
    );
    expect(parameters['pull_request']).toMatchObject({
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
    });
    expect(parameters['required_status_checks']).toMatchObject({
      strict_required_status_checks_policy: true,
    });
  });

  it('want somebody else to agree to what goes to production', () => {
    const production = JSON.parse(textOf('.github/environments/production.json')) as {
      readonly reviewers: readonly unknown[];
    };
    expect(production.reviewers.length).toBeGreaterThanOrEqual(1);
    expect(production).toMatchObject({ prevent_self_review: true });
  });

  it('are about what a release promotes: all that has an image is released', () => {
    const { release } = JSON.parse(textOf('nx.json')) as {
      release: { groups: Record<string, { projects: readonly string[] }> };
    };
    const released = Object.values(release.groups).flatMap((group) => group.projects);
    const withImage = globSync('apps/*/Dockerfile', { cwd: root }).map((path) =>
      basename(dirname(path)),
    );
    expect([...released].sort()).toEqual(withImage.sort());
    expect(textOf('.github/workflows/release.yml')).toContain(
      'run: npx nx run-many -t docker-promote\n',
    );
  });

  it('have every environment that a job deploys to', () => {
    const known = globSync('.github/environments/*.json', { cwd: root }).map((path) =>
      basename(path, '.json'),
    );
    const used = workflows.flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ environment }) => environment ?? []),
    );
    expect(used.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(used));
  });

  it('name every secret that a job needs, and those that the first document names', () => {
    const known = Object.keys(JSON.parse(textOf('.github/secrets.json')) as object);
    const used = texts.flatMap((text) =>
      [...text.matchAll(/secrets\.([A-Z_]+)/g)].map(([, name = '']) => name),
    );
    expect([...known, 'GITHUB_TOKEN']).toEqual(expect.arrayContaining(used));
    expect(known.sort()).toEqual([
      'CODECOV_TOKEN',
      'COSIGN_PASSWORD',
      'COSIGN_PRIVATE_KEY',
      'DB_PASSWORD',
      'DOCKER_PASSWORD',
      'DOCKER_USERNAME',
      'MQTT_PASSWORD',
      'SLACK_WEBHOOK',
    ]);
  });
});

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
