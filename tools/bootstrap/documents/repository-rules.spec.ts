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

interface Ruleset {
  readonly rules: readonly {
    readonly type: string;
    readonly parameters?: { readonly required_status_checks?: readonly { context: string }[] };
  }[];
}

const texts = globSync('.github/workflows/*.yml', { cwd: root }).map((path) => textOf(path));
const workflows = texts.map((text) => parse(text) as Workflow);

describe('The rules of the repository', () => {
  it.each(['main', 'develop'])(
    'require of %s the last job of each of the four workflows that a push or a pull request to it starts',
    (branch) => {
      const { rules } = JSON.parse(textOf(`.github/rulesets/${branch}.json`)) as Ruleset;
      const required = rules.flatMap(({ parameters }) =>
        (parameters?.required_status_checks ?? []).map(({ context }) => context),
      );
      const lastJobsFor = (event: string): readonly string[] =>
        workflows
          .filter(({ on }) => on[event]?.branches?.includes(branch))
          .map(({ jobs }) => Object.values(jobs).at(-1)?.name ?? '')
          .sort();
      // Counted, or a branch could be taken out of a workflow and of its rules together.
      expect(required).toHaveLength(4);
      expect(lastJobsFor('pull_request')).toEqual([...required].sort());
      expect(lastJobsFor('push')).toEqual([...required].sort());
    },
  );

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
