import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { SERVICES } from '../cases/images.ts';
import { documentBuild } from '../cases/document-build.ts';
import type { Case, Costs } from '../measuring/rounds.ts';
import { median } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import type { Builder } from '../workspaces/builder.ts';
import { documentContext, layDocumentContext } from '../workspaces/document-context.ts';
import { type Bench, callIn, empty, nxCall } from '../workspaces/workspace.ts';
import type { DocumentParts } from './document-ci.ts';
import type { OurParts } from './our-ci.ts';

const TOOLS = ['pytest', 'pytest-cov', 'flake8', 'black', 'mypy', 'bandit'] as const;
const [CHECKED, IMAGE, OWN_IMAGE, AUDITED] = ['check', 'image', 'our-image', 'safety'] as const;

/** What we make an image of; the document knows the layers alone. */
const OWN_IMAGES = [...SERVICES.map(({ name }) => name), 'cache-server'];

/** Everything that a job of the document, or of ours, is put together of. */
export function partCases(bench: Bench, builder: Builder): readonly Case[] {
  const { workspace } = builder;
  const { root } = workspace;
  const environment = join(bench.folder, 'document-environment');
  const output = join(bench.folder, 'document-steps');
  const copy = join(bench.folder, 'job');
  const bash = (script: string, ...words: readonly string[]): ProgramCall =>
    callIn(workspace, ['bash', join(import.meta.dirname, script), ...words]);
  const install = (...words: readonly string[]): ProgramCall =>
    bash('document-install.sh', environment, join(root, '.venv/bin/python'), ...words);
  const job = (...words: readonly string[]): ProgramCall =>
    bash('checkout.sh', bench.root, copy, ...words);
  const packages = join(bench.folder, 'node-modules.tar');
  // As GitHub's cache keeps them; that they are packed and sent is counted for nobody.
  const keepPackages = async (): Promise<void> => {
    if (existsSync(packages)) return;
    const folders = globSync(['node_modules', '{apps,libs,tools}/*/node_modules'], { cwd: root });
    const pack = callIn(workspace, ['tar', '--create', `--file=${packages}`, ...folders]);
    await succeed(pack, bench.signal);
  };
  const requirements = (service: string): string =>
    `--requirement=${join(bench.folder, `python-${service}`, 'requirements.txt')}`;
  const simple = (id: string, title: string, call: ProgramCall): Case => ({
    id,
    title,
    call,
    prepare: () => undefined,
  });
  const withPackages = (id: string, title: string, ...script: readonly string[]): Case => ({
    ...simple(id, title, job(packages, 'npm', 'run', '--silent', ...script)),
    prepare: keepPackages,
  });
  const kept = join(bench.folder, 'kept');
  const anew = job('', 'npm', 'run', '--silent', 'setup');
  const forgetImages = async (): Promise<void> => {
    const prune = ['docker', 'buildx', 'prune', '--all', '--force'] as const;
    await succeed(callIn(workspace, prune), bench.signal);
    empty(workspace, ['.modax/images', '.nx']);
    rmSync(join(bench.folder, 'document-layout'), { recursive: true, force: true });
  };
  // Once it has run it is in the cache.
  const idle = callIn(workspace, [
    'npm',
    'run',
    'pipeline',
    '--',
    '--only=workspace:lint-workflows',
  ]);
  const steps = join(import.meta.dirname, '../cases/document-steps.sh');
  const [database = ''] = globSync('.venv/lib/python*/site-packages/safety_db', { cwd: root });
  return [
    ...SERVICES.flatMap((service): readonly Case[] => [
      {
        ...simple(
          `install-${service.name}`,
          `the document installs ${service.name}`,
          install(requirements(service.name), ...TOOLS),
        ),
        prepare: () => layDocumentContext(bench, workspace, service),
      },
      {
        ...simple(
          `${CHECKED}-${service.name}`,
          `the document checks ${service.name}`,
          callIn(workspace, ['bash', steps, root, output, `apps/${service.name}`]),
        ),
        prepare: () => {
          empty({ root: bench.folder }, ['document-steps']);
        },
      },
      {
        ...simple(
          `${IMAGE}-${service.name}`,
          `the document builds ${service.name}`,
          documentBuild(bench, builder, service),
        ),
        prepare: forgetImages,
      },
      simple(
        `${AUDITED}-${service.name}`,
        `the document looks up the packages of ${service.name}`,
        callIn(workspace, [
          'safety',
          'check',
          '--json',
          // Where it would fetch one, ours has it among its packages.
          `--db=${database}`,
          `--file=${join(documentContext(bench, service), 'requirements.txt')}`,
        ]),
      ),
    ]),
    ...OWN_IMAGES.map((name): Case => ({
      ...simple(
        `${OWN_IMAGE}-${name}`,
        `docker-start of ${name}`,
        nxCall(workspace, ['run', `${name}:docker-start`]),
      ),
      prepare: forgetImages,
    })),
    simple(
      'install-both',
      'the document installs both layers',
      install(...SERVICES.map(({ name }) => requirements(name)), 'pytest', 'pytest-asyncio'),
    ),
    simple(
      'integration',
      'the document tests the layers together',
      callIn(workspace, ['pytest', '-c', 'pyproject.toml', '--rootdir=.', 'apps/layers-e2e/tests']),
    ),
    simple('install-safety', 'the document installs Safety', install('safety')),
    simple('install-bandit', 'the document installs Bandit', install('bandit')),
    simple(
      'bandit',
      'the document searches the code',
      callIn(workspace, [
        'bandit',
        '--quiet',
        '-r',
        ...SERVICES.map(({ name }) => `apps/${name}/src`),
      ]),
    ),
    simple('checkout', 'a checkout', job()),
    withPackages('plan', 'a plan', 'matrix', '--', '--base=HEAD~1'),
    withPackages('set-up', 'a set-up', 'setup'),
    {
      ...simple('set-up-anew', 'a set-up where nothing was kept', {
        ...anew,
        env: { ...anew.env, npm_config_cache: join(kept, 'npm'), UV_CACHE_DIR: join(kept, 'uv') },
      }),
      prepare: () => {
        empty({ root: bench.folder }, ['kept']);
      },
    },
    {
      ...simple('audit', 'the workspace itself looked at', bash('audit.sh')),
      prepare: () => {
        empty(workspace, ['.nx']);
      },
    },
    {
      ...simple('start', 'a pipeline with nothing to do', idle),
      prepare: () => succeed(idle, bench.signal),
    },
  ];
}

/** Medians of what was measured, as the document's jobs are put together of them. */
export function documentParts(costs: Costs): DocumentParts {
  const of = secondsIn(costs);
  const job = (...parts: readonly string[]): number =>
    ['checkout', ...parts].reduce((sum, id) => sum + of(id), 0);
  const each = (seconds: (name: string) => number): readonly number[] =>
    SERVICES.map(({ name }) => seconds(name));
  return {
    checkout: of('checkout'),
    check: each((name) => job(`install-${name}`, `${CHECKED}-${name}`)),
    image: each((name) => job(`${IMAGE}-${name}`)),
    integration: job('install-both', 'integration'),
    dependencies: each((name) => job('install-safety', `${AUDITED}-${name}`)),
    code: job('install-bandit', 'bandit'),
  };
}

/** The same for ours. */
export function ourParts(costs: Costs): OurParts {
  const of = secondsIn(costs);
  return {
    checkout: of('checkout'),
    plan: of('plan'),
    setUp: of('set-up'),
    setUpAnew: of('set-up-anew'),
    audit: of('audit'),
    start: of('start'),
    images: Object.fromEntries(OWN_IMAGES.map((name) => [name, of(`${OWN_IMAGE}-${name}`)])),
  };
}

function secondsIn(costs: Costs): (id: string) => number {
  return (id) => median((costs[id] ?? []).map(({ wallSeconds }) => wallSeconds));
}
