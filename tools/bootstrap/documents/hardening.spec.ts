import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './pages.ts';

interface Job {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Readonly<Record<string, unknown>>[];
}

interface Workflow {
  readonly on: Readonly<Record<string, { readonly types?: readonly string[] } | null>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
// GitHub runs `*.yaml` as well: `deployments.spec.ts` holds that there is none.
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
  .sort()
  .map((path) => [basename(path, '.yml'), parse(textOf(path)) as Workflow] as const);
const jobs = workflows.flatMap(([workflow, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => [`${workflow}: ${name}`, job] as const),
);
/** What each action of this repository does, by its file. */
const actions = globSync('.github/actions/*/action.yml', { cwd: root }).map((path) => {
  const { runs } = parse(textOf(path)) as { runs: { steps: readonly Record<string, unknown>[] } };
  return [path, runs.steps] as const;
});
/** What all jobs and actions do. */
const allSteps = [
  ...jobs.flatMap(([, job]) => job.steps ?? []),
  ...actions.flatMap(([, own]) => own),
];

function commandsIn(some: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return some.flatMap(({ run }) => (typeof run === 'string' ? [run] : []));
}

const isOfRelease = ([name, job]: readonly [string, Job]): boolean =>
  name.startsWith('release: ') || name === 'docker-build: make' || job.environment === 'registry';

describe('What runs for a pull request', () => {
  const asked = workflows.filter(([, { on }]) => 'pull_request' in on);

  it('are the four that are required', () => {
    expect(asked).toHaveLength(4);
  });

  it.each(asked)('has one check, which judges every other job: %s', (name, { jobs: own }) => {
    const { [name]: check, ...others } = own;
    expect([check?.needs].flat().toSorted()).toEqual(Object.keys(others).toSorted());
  });

  // What is pushed, and what only its words are changed of, goes on: no check of theirs is ever cut off.
  it.each(asked)('is cut off by newer files alone: %s', (_, { concurrency }) => {
    const isAsked = "github.event_name == 'pull_request'";
    expect(concurrency).toEqual({
      group: `\${{ github.workflow }}-\${{ github.ref }}-\${{ ${isAsked} || github.sha }}`,
      'cancel-in-progress': `\${{ ${isAsked} && (github.event.action != 'edited' || github.event.changes.base != null) }}`,
    });
  });

  // With another base it is compared with something else: what was green for the one before says nothing.
  it.each(asked)('starts anew when it gets another base: %s', (_, { on }) => {
    const { types } = on['pull_request'] ?? {};
    expect(types).toEqual(['opened', 'synchronize', 'reopened', 'edited']);
  });
});

describe('Where something is released', () => {
  it('nothing comes from a cache', () => {
    const { inputs } = parse(textOf('.github/actions/set-up/action.yml')) as {
      inputs: Record<string, { default: string }>;
    };
    expect(inputs['keep-packages']?.default).toBe('false');
    const released = jobs.filter(isOfRelease);
    expect(released.map(([name]) => name)).toEqual([
      'docker-build: make',
      'docker-build: push',
      'release: verify',
      'release: promote',
      'release: announce',
    ]);
    for (const [name, job] of released) {
      expect(JSON.stringify(job), name).not.toMatch(/actions\/cache|"keep-packages":(?!"false")/);
      expect(JSON.stringify(job), name).not.toContain('NX_SELF_HOSTED');
      // What another workflow does would not be seen here.
      expect(job.uses, name).toBeUndefined();
    }
  });

  // Jobs of a release use them too.
  it.each(actions)('%s takes something from a cache only where packages are kept', (_, steps) => {
    const cached = steps.filter(({ uses }) => String(uses).startsWith('actions/cache'));
    const asked = /^inputs\.keep-packages == 'true'(?: && [^|]+)?$/;
    expect(cached.filter((step) => !asked.test(String(step['if'])))).toEqual([]);
  });

  // Of those that wait in a queue GitHub keeps the newest alone: a release of three that are tagged at once would be lost.
  it('nothing is cut off, and no release waits for another one', () => {
    const release = workflows.find(([name]) => name === 'release')?.[1];
    expect(release?.concurrency).toEqual({
      group: '${{ github.workflow }}-${{ github.ref }}',
      'cancel-in-progress': false,
    });
    const jobsOfRelease = Object.entries(release?.jobs ?? {});
    expect(jobsOfRelease.filter(([, { concurrency }]) => concurrency !== undefined)).toEqual([]);
  });
});

describe('An image', () => {
  it('of a tag is scanned whatever was scanned before', () => {
    const plan = workflows.find(([name]) => name === 'docker-build')?.[1].jobs['plan'];
    expect(plan?.with).toEqual({ everything: "${{ github.ref_type == 'tag' }}" });
  });

  it('is handed on by a job in which it was scanned and started before', () => {
    const [, make] = jobs.find(([name]) => name === 'docker-build: make') ?? [];
    const steps = (make?.steps ?? []).map((step) => JSON.stringify(step));
    const order = [':docker-scan', ':docker-start', 'upload-artifact'].map((what) =>
      steps.findIndex((step) => step.includes(what)),
    );
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });
});

describe('An identity', () => {
  const withIdentity = jobs.filter(([, job]) => job.permissions?.['id-token'] === 'write');
  /** What a job does, and what the actions do that it uses. */
  const stepsOf = ({ steps = [] }: Job): readonly Readonly<Record<string, unknown>>[] =>
    steps.flatMap((step) => {
      const own = actions.find(([path]) => step['uses'] === `./${dirname(path)}`);
      return [step, ...(own === undefined ? [] : stepsOf({ steps: own[1] }))];
    });

  // What the pipeline starts has none: libs/command takes it away.
  it.each(withIdentity)('of a job is given to no scanner: %s', (_, job) => {
    const withIt = commandsIn(stepsOf(job)).filter((run) => run.startsWith('.venv/'));
    expect(withIt).toEqual([]);
  });

  it('is in jobs that fetch what is known to be vulnerable', () => {
    const fetching = withIdentity.filter(([, job]) =>
      commandsIn(stepsOf(job)).some((run) => run.endsWith('trivy image --download-db-only')),
    );
    expect(fetching.map(([name]) => name)).toEqual(['images: image', 'python-ci: check']);
  });
});

describe('A secret', () => {
  // GitHub has told them to the machine when the job begins, whichever step they are named in.
  it('is on no machine where something is built or scanned', () => {
    const withSecrets = jobs.filter(([, job]) => /(?<!-)secrets\.\w/i.test(JSON.stringify(job)));
    expect(withSecrets.map(([name]) => name)).toEqual([
      'docker-build: push',
      'python-ci: coverage',
      'release: promote',
    ]);
    for (const [name, job] of withSecrets) {
      expect(JSON.stringify(job), name).not.toMatch(/npm run pipeline|trivy|set-up-images/);
      const builders = (job.steps ?? []).filter(({ uses }) => String(uses).includes('builder'));
      expect(builders.map((step) => step['with'])).toEqual(
        builders.map(() => ({ driver: 'docker' })),
      );
      const started = commandsIn(job.steps ?? []).filter((run) => run.includes('docker-push'));
      expect(started.filter((run) => !run.endsWith(' --exclude-task-dependencies'))).toEqual([]);
    }
  });

  it('is given to the jobs that need it, and to no other', () => {
    const given = jobs.flatMap(([name, job]) =>
      [...JSON.stringify(job).matchAll(/(?<!-)secrets\.(?<secret>\w+)/gi)].map(
        ({ groups }) => `${name}: ${groups?.['secret'] ?? ''}`,
      ),
    );
    expect([...new Set(given)].sort()).toEqual([
      'docker-build: push: COSIGN_PASSWORD',
      'docker-build: push: COSIGN_PRIVATE_KEY',
      'docker-build: push: DOCKER_PASSWORD',
      'docker-build: push: DOCKER_USERNAME',
      'python-ci: coverage: CODECOV_TOKEN',
      'release: promote: DOCKER_PASSWORD',
      'release: promote: DOCKER_USERNAME',
    ]);
    const texts = workflows.map(([name]) => textOf(`.github/workflows/${name}.yml`)).join('\n');
    // What is said for all jobs of a workflow at once is given to too many.
    expect(texts.match(/(?<!-)secrets\.\w+/gi)).toHaveLength(given.length);
    expect(texts).not.toMatch(/secrets: *inherit|toJSON\(secrets\)|secrets\[/i);
  });
});

/** What is given under a name: to all jobs, to one, to a step or to what it calls. */
function valuesIn(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(['env', 'with', 'secrets'].includes(name) ? Object.entries(inner as object) : []),
    ...valuesIn(inner),
  ]);
}

describe('Credentials', () => {
  const isSecret = (name: string): boolean =>
    /PASSWORD|PASSPHRASE|TOKEN|SECRET|PRIVATE|CREDENTIAL|API_?KEY|WEBHOOK/i.test(name);
  const given = [...workflows, ...actions].flatMap(([, content]) => valuesIn(content));

  it('stand in no workflow: what has such a name has the value of an expression', () => {
    const values = given.filter(([name]) => isSecret(name) && name !== 'persist-credentials');
    expect(values.map(([name]) => name)).toContain('DOCKER_PASSWORD');
    expect(values.filter(([, value]) => !/^\$\{\{[^{}]+\}\}$/.test(String(value)))).toEqual([]);
  });

  it('stand in no command either', () => {
    const runs = commandsIn(allSteps);
    expect(
      runs.filter((run) => /(?:^|[\s-])[\w-]*(?:password|token|secret)[= ](?!"\$)/i.test(run)),
    ).toEqual([]);
  });
});

describe('Code', () => {
  const owners = textOf('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/ +/));

  it('has owners, all of it', () => {
    expect(owners[0]?.[0]).toBe('*');
  });

  // GitHub is content with one of those that a line names.
  it.each(owners)('%s has one owner, and is there', (pattern, ...teams) => {
    expect(teams).toEqual([expect.stringMatching(/^@modax\/[a-z]+$/)]);
    expect(globSync(pattern.replace(/^\//, ''), { cwd: root })).not.toEqual([]);
  });

  it.each([
    ...['.github/workflows/release.yml', '.husky/pre-commit', 'tools/nx-container/src/plugin.ts'],
    ...['nx.json', 'uv.lock', 'package-lock.json', 'tsconfig.base.json', 'libs/image-runtime/a.py'],
    ...[
      'apps/ai-layer/pyproject.toml',
      'apps/control-layer/project.json',
      'libs/contracts/pyproject.toml',
      'apps/workflows-e2e/src/testing/act.ts',
    ],
  ])('that decides what a gate says is owned by those for security: %s', (file) => {
    const matching = owners.filter(([pattern = '']) =>
      matchesGlob(file, pattern.replace(/^\//, '').replace(/\/$/, '/**')),
    );
    expect(matching.at(-1)?.[1]).toBe('@modax/security');
  });
});

describe('The builder', () => {
  it('is the one that images are tested with', () => {
    const modules = textOf('.ci/container-parts/builder/go.mod');
    const versionOf = (module: string): string =>
      new RegExp(`^\\s*${module} (v\\S+)`, 'm').exec(modules)?.[1] ?? 'none';
    const [, [builder = {}] = []] = actions.find(([path]) => path.includes('set-up-builder')) ?? [];
    expect(builder['with']).toEqual({
      version: versionOf('github.com/docker/buildx'),
      driver: '${{ inputs.driver }}',
      'driver-opts': `image=moby/buildkit:${versionOf('github.com/moby/buildkit')}`,
      'cache-binary': false,
    });
  });

  it('is set up by one action', () => {
    expect(
      allSteps.filter(({ uses }) => String(uses).startsWith('docker/setup-buildx')),
    ).toHaveLength(1);
  });
});
