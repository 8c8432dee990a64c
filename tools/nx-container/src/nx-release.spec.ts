import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';
import {
  digestInRegistry,
  docker,
  missingPart,
  type Parts,
  releaseEnvironment,
  startParts,
} from '@modax/container-parts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PumpWorkspace } from './testing/pump-workspace.ts';

const repository = resolve(import.meta.dirname, '../../..');
const database = join(repository, '../shared/data/trivy-db');
const missing = missingPart() ?? (existsSync(database) ? undefined : database);
if (missing !== undefined) {
  console.warn(`SKIPPED: Nx releases no images here, because there is no ${missing}`);
}

/** What this repository says of its releases, for a workspace with the pump alone. */
const settings = (registry: string) => {
  const { namedInputs, release } = JSON.parse(
    readFileSync(join(repository, 'nx.json'), 'utf8'),
  ) as { namedInputs: object; release: { groups: { layers: { docker: object } } } };
  const { layers } = release.groups;
  const groupPreVersionCommand = 'npx nx run pump:docker-load';
  return {
    'nx.json': JSON.stringify({
      analytics: false,
      neverConnectToCloud: true,
      tui: { enabled: false },
      namedInputs,
      plugins: ['@modax/nx-container'],
      release: {
        ...release,
        groups: {
          layers: {
            ...layers,
            projects: ['pump'],
            docker: { ...layers.docker, groupPreVersionCommand },
          },
        },
      },
    }),
    'package.json': JSON.stringify({ name: 'sample', private: true, type: 'module' }),
    'apps/pump/project.json': JSON.stringify({
      name: 'pump',
      release: { docker: { registryUrl: registry, repositoryName: 'modax/pump' } },
      targets: { 'nx-release-publish': { options: { registry } } },
    }),
    '.gitignore': 'node_modules\n.venv\n.modax\n.nx\nreports\ntmp\n',
  };
};

describe.skipIf(missing !== undefined)('a release of Nx', () => {
  let parts: Parts;
  let workspace: PumpWorkspace;
  let variables: Readonly<Record<string, string>>;
  let found: Awaited<ReturnType<Parts['engine']>>;

  const nx = async (...words: readonly string[]) => {
    const own = Object.entries(process.env).filter(([name]) => !/^(?:NX_|CI$|GITHUB_)/.test(name));
    const outcome = await run({
      argv: [join(repository, 'node_modules/.bin/nx'), ...words],
      cwd: workspace.root,
      env: cleanEnvironment(Object.fromEntries(own), variables),
      deadlineMs: 280_000,
      outputLimitBytes: 8 * 1024 * 1024,
    });
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    return { code: outcome.code, text: outcome.stdout + outcome.stderr };
  };
  const digestOf = (tag: string) =>
    digestInRegistry(variables, `${parts.registry}/modax/pump:${tag}`);

  const inEngine = (name: string) =>
    docker(variables, ['image', 'inspect', '--format={{.Id}}', name]).trim();

  beforeAll(async () => {
    parts = await startParts();
    found = await parts.engine();
    variables = releaseEnvironment(parts, found, { checkout: repository, database });
    workspace = new PumpWorkspace();
    workspace.commit(settings(parts.registry));
    symlinkSync(join(repository, 'node_modules'), join(workspace.root, 'node_modules'));
  }, 20 * 60_000);
  afterAll(async () => {
    workspace.remove();
    await parts.stop();
  });

  test('that is rehearsed changes and publishes nothing, and says what it would', async ({
    skip,
  }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const head = workspace.git('rev-parse', 'HEAD');
    const { code, text } = await nx('release', '1.3.0', '--yes', '--dry-run');
    expect(code, text).toBe(0);
    expect(text).toMatch(/dry run: sha256:[0-9a-f]{64} would be pushed as/);
    expect(text).toContain(`${parts.registry}/modax/pump:1.3.0`);
    expect(workspace.git('rev-parse', 'HEAD')).toBe(head);
    expect(workspace.git('status', '--porcelain')).toBe('');
    expect(digestOf('1.3.0')).toBe('');
    // Nx gives that name in a rehearsal too.
    expect(inEngine(`${parts.registry}/modax/pump:1.3.0`)).toBe('');
  });

  test('versions, tags, and publishes the image of the tagged commit', async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const { code, text } = await nx('release', '1.3.0', '--yes');
    expect(code, text).toBe(0);
    expect(workspace.git('tag', '--points-at=HEAD')).toBe('v1.3.0');
    const read = (file: string) => readFileSync(join(workspace.root, file), 'utf8');
    expect(read('apps/pump/pyproject.toml')).toContain('version = "1.3.0"');
    expect(read('uv.lock')).toContain('name = "sample-pump"\nversion = "1.3.0"');
    const image = JSON.parse(read('reports/pump/image.json')) as Record<string, unknown>;
    expect(image).toMatchObject({
      tags: ['1.3.0', '1.3', 'latest'],
      version: '1.3.0',
      revision: workspace.git('rev-parse', 'HEAD'),
    });
    for (const tag of ['1.3.0', '1.3', 'latest']) expect(digestOf(tag)).toBe(image['digest']);
    expect(read('CHANGELOG.md')).toMatch(/^#{1,2} 1\.3\.0 /m);
    expect(workspace.git('show', '--name-only', '--format=').split('\n').sort()).toEqual([
      'CHANGELOG.md',
      'apps/pump/pyproject.toml',
      'uv.lock',
    ]);
    // The name that Nx itself has given before there was a commit is that of what was published.
    const { configuration } = JSON.parse(read('reports/pump/image-build.json')) as {
      configuration: string;
    };
    expect(inEngine(`${parts.registry}/modax/pump:1.3.0`)).toBe(configuration);

    const again = await nx('release', 'publish');
    expect(again.code, again.text).toBe(0);
    expect(digestOf('1.3.0')).toBe(image['digest']);
  });

  test('is prepared without being published', async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const { code, text } = await nx('release', '1.4.0', '--skip-publish');
    expect(code, text).toBe(0);
    expect(workspace.git('tag', '--points-at=HEAD')).toBe('v1.4.0');
    expect(digestOf('1.4.0')).toBe('');
  });
});
