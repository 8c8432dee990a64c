import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  digestInRegistry,
  missingPart,
  type Parts,
  pushPythonImage,
  startParts,
} from '@modax/container-parts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHubApi } from './testing/github-api.ts';
import { Runner, type Told } from './testing/runner.ts';
import { runAsServices } from './testing/sample-services.ts';
import { missing as missingForWorkflows, PLANTED_TOKEN } from './testing/workflows-runner.ts';

const missing = missingForWorkflows ?? missingPart();
if (missingForWorkflows === undefined && missing !== undefined) {
  console.warn(`SKIPPED: no workflow of images is run here, because there is no ${missing}`);
}

const LAYERS = ['ai-layer', 'control-layer'] as const;
/** All that a release promotes. */
const RELEASED = [...LAYERS, 'cache-server'] as const;

/** What the applications state, and a release of them is called. */
const [, VERSION = ''] =
  /^version = "(.*)"$/m.exec(
    readFileSync(resolve(import.meta.dirname, '../../ai-layer/pyproject.toml'), 'utf8'),
  ) ?? [];
const TAG = `v${VERSION}`;
/** What its images are called; one before a release has its version alone. */
const IMAGE_TAGS = VERSION.includes('-')
  ? [VERSION]
  : [VERSION, VERSION.split('.').slice(0, 2).join('.'), 'latest'];

/** The jobs that push, and those that make what is pushed. */
function pushesOf({ jobs }: Told): string[] {
  return Object.keys(jobs).filter((job) => /^(?:Make|Push) /.test(job));
}

describe.skipIf(missing !== undefined)('On GitHub', () => {
  let runner: Runner;
  let parts: Parts;
  let api: GitHubApi;
  let main: string;

  const digestOf = (layer: string, tag: string): string =>
    digestInRegistry(parts.environment, `${parts.registry}/modax/${layer}:${tag}`);

  const change = (layer: string, text: string): void => {
    const module = layer === 'ai-layer' ? 'modax_ai' : 'modax_control';
    runner.repository.append(`apps/${layer}/src/${module}/__init__.py`, `# ${text}\n`);
  };

  beforeAll(async () => {
    parts = await startParts();
    api = await GitHubApi.start();
    runner = new Runner();
    const { PATH = '', ...variables } = parts.environment;
    runner.environment = { PATH };
    runner.variables = {
      ...variables,
      DOCKER_HOST: (await parts.engineWithoutNetwork()).host,
      MODAX_PYTHON_IMAGE: pushPythonImage(parts),
      GITHUB_API_URL: api.url,
    };
    runner.secrets = {
      DOCKER_USERNAME: 'robot',
      DOCKER_PASSWORD: 'password-of-the-registry',
      GITHUB_TOKEN: 'token-of-the-run',
    };
    runAsServices(runner.repository);
    for (const name of RELEASED) {
      const options = { registry: parts.registry };
      const targets = { 'docker-push': { options }, 'docker-promote': { options } };
      runner.repository.write(`apps/${name}/project.json`, JSON.stringify({ name, targets }));
    }
    main = runner.repository.commit('chore: registry of the test');
  });

  afterAll(async () => {
    // What runs is ended first, whatever the test has not come to.
    await parts.stop();
    await api.stop();
    runner.stop();
  });

  it('what reaches no image is green, and builds none', async () => {
    runner.repository.branch('change');
    runner.repository.append('README.md', '\nA remark.\n');
    runner.repository.commit('docs: remark');
    const run = await runner.push('docker-build.yml', 'main', main);
    expect(run, run.log).toMatchObject({ code: 0, tasks: {}, told: [] });
    expect(run.jobs).toEqual({ Plan: 'success', 'Docker Build': 'success' });
  });

  it('a pull request has its images built, scanned and started, and nothing is pushed', async () => {
    runner.repository.branch('change');
    change('ai-layer', 'of a pull request');
    runner.repository.commit('feat(ai-layer): propose');
    const run = await runner.pullRequest('docker-build.yml', 'somebody/modax');
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { 'Image of ai-layer': 'success', 'Docker Build of a pull request to main': 'success' },
      // A fork is given no secret, and so tells nobody.
      told: [],
    });
    expect(run.tasks).toMatchObject({
      'ai-layer docker-scan': 'passed',
      'ai-layer docker-start': 'passed',
    });
    expect(pushesOf(run)).toEqual([]);
    expect(run.log).not.toContain('password-of-the-registry');
    expect(digestOf('ai-layer', 'pr-12')).toBe('');
  });

  it('what is pushed to main is pushed to the registry, under its commit', async () => {
    runner.repository.checkout('main');
    for (const layer of LAYERS) change(layer, 'of main');
    runner.repository.append('apps/cache-server/src/application.ts', '// Of main.\n');
    runner.repository.write('CHANGELOG.md', `## ${VERSION} (2026-11-27)\n\n- begins\n`);
    const commit = runner.repository.commit('feat: release what is here');
    const run = await runner.push('docker-build.yml', 'main', main);
    expect(run, run.log).toMatchObject({ code: 0, jobs: { 'Docker Build': 'success' } });
    // What was made in another job is what is pushed.
    expect(run.log).not.toContain('it is built again');
    expect(pushesOf(run).sort()).toEqual(
      ['Make', 'Push'].flatMap((what) => [...RELEASED].sort().map((name) => `${what} ${name}`)),
    );
    for (const layer of RELEASED) {
      const digest = digestOf(layer, 'main');
      expect(digest).toMatch(/^sha256:/);
      expect(digestOf(layer, `main-${commit.slice(0, 7)}`)).toBe(digest);
      const pushed = (file: string) => readFileSync(join(run.artifacts, `pushed-${layer}`, file));
      const materials = createHash('sha256').update(pushed('image-materials.cdx.json'));
      expect(JSON.parse(pushed('image.json').toString())).toMatchObject({
        digest,
        materialsDigest: `sha256:${materials.digest('hex')}`,
      });
    }
    expect(run.told).toEqual([
      'findings of image-of-ai-layer: 0',
      'findings of image-of-cache-server: 0',
      'findings of image-of-control-layer: 0',
    ]);
  });

  it('a tag has its images scanned again, and they are pushed by nobody but the release', async () => {
    runner.repository.tag(TAG);
    api.tags.set(TAG, runner.repository.head());
    const run = await runner.pushTag('docker-build.yml', TAG, main);
    expect(run, run.log).toMatchObject({ code: 0, jobs: { 'Docker Build': 'success' } });
    expect(pushesOf(run)).toEqual([]);
    for (const name of RELEASED) {
      expect(run.tasks).toMatchObject({ [`${name} docker-scan`]: 'passed' });
      for (const tag of [TAG, ...IMAGE_TAGS]) expect(digestOf(name, tag)).toBe('');
    }
  });

  it('a tag that is not on main is no release', async () => {
    runner.repository.branch('elsewhere');
    runner.repository.commit('feat: elsewhere');
    runner.repository.tag('v0.9.0');
    const run = await runner.pushTag('release.yml', 'v0.9.0');
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('RELEASE_REFUSED: v0.9.0 names');
    expect(digestOf('ai-layer', '0.9.0')).toBe('');
    runner.repository.checkout('main');
  });

  it('a release whose checks failed is none', async () => {
    api.conclusion = 'failure';
    const run = await runner.pushTag('release.yml', TAG);
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('RELEASE_REFUSED: Python CI: failure');
    expect(digestOf('ai-layer', VERSION)).toBe('');
    expect(api.releases.size).toBe(0);
  });

  it('a release in whose images something has been found since is none', async () => {
    api.conclusion = 'success';
    api.conclusionOfTag = 'failure';
    const run = await runner.pushTag('release.yml', TAG);
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain(`RELEASE_REFUSED: Docker Build: failure (of ${TAG})`);
    expect(digestOf('ai-layer', VERSION)).toBe('');
    api.conclusionOfTag = 'success';
  });

  it('a release promotes what main has pushed, is finished when run again, and then changes nothing', async () => {
    api.isAway = true;
    const half = await runner.pushTag('release.yml', TAG);
    expect(half.code, half.log).toBe(1);
    expect(half.jobs).toMatchObject({
      'Promote the images': 'success',
      'Announce the release': 'failure',
    });
    api.isAway = false;
    const run = await runner.pushTag('release.yml', TAG);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: {
        'Verify the tag': 'success',
        'Promote the images': 'success',
        'Announce the release': 'success',
      },
    });
    for (const layer of RELEASED) {
      for (const tag of IMAGE_TAGS) {
        expect(digestOf(layer, tag)).toBe(digestOf(layer, 'main'));
      }
    }
    expect(api.releases.get(TAG)).toMatchObject({
      body: '- begins',
      prerelease: VERSION.includes('-'),
    });
    expect(api.changes).toBe(1);

    const again = await runner.pushTag('release.yml', TAG);
    expect(again.code, again.log).toBe(0);
    expect(api.changes).toBe(1);
  });

  it('on Mondays everything is scanned, and red for what has become known since it was green', async () => {
    const file = 'apps/layers-e2e/src/modax_layers_e2e/__init__.py';
    runner.repository.append(file, '\n\ndef do(words: str) -> None:\n    exec(words)\n');
    const green = runner.repository.commit('feat(layers-e2e): do what is said');
    const run = await runner.schedule('security-scan.yml', green);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs, run.log).toMatchObject({
      'Image of cache-server': 'success',
      'The workspace itself': 'success',
      'Code, dependencies, files': 'failure',
      'Findings in layers-e2e': 'success',
      'Security Scan': 'failure',
    });
    expect(run.tasks).toMatchObject({
      'control-layer docker-scan': 'passed',
      'control-layer scan-code': 'passed',
      'layers-e2e scan-code': 'failed',
      'service-kit scan-dependencies': 'passed',
      'workspace audit-workflows': 'passed',
    });
    expect(run.told, run.log).toContainEqual(
      expect.stringMatching(/^findings of layers-e2e: [1-9]/),
    );
  });

  it('what is pushed to develop has its images scanned too, and they are pushed by nobody', async () => {
    const green = runner.repository.head();
    runner.repository.branch('change');
    change('ai-layer', 'of develop');
    const commit = runner.repository.commit('feat(ai-layer): develop');
    const run = await runner.push('docker-build.yml', 'develop', green);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { 'Image of ai-layer': 'success', 'Docker Build': 'success' },
      tasks: { 'ai-layer docker-scan': 'passed' },
      told: ['findings of image-of-ai-layer: 0'],
    });
    expect(pushesOf(run)).toEqual([]);
    for (const tag of ['develop', `develop-${commit.slice(0, 7)}`]) {
      expect(digestOf('ai-layer', tag)).toBe('');
    }
  });

  it('an image with a secret in it is red, and the security tab is told', async () => {
    runner.repository.branch('change');
    const green = runner.repository.head();
    const module = `"""A key."""\n\nKEY = "${PLANTED_TOKEN}"\n`;
    runner.repository.write('apps/ai-layer/src/modax_ai/key.py', module);
    runner.repository.commit('feat(ai-layer): a key');
    const run = await runner.push('docker-build.yml', 'develop', green);
    expect(run.code, run.log).toBe(1);
    expect(run.tasks).toMatchObject({ 'ai-layer docker-scan': 'failed' });
    expect(run.told).toContainEqual(expect.stringMatching(/^findings of image-of-ai-layer: [1-9]/));
    runner.repository.checkout('main');
  });

  it('an image that does not run is red, and nothing is pushed', async () => {
    const green = runner.repository.head();
    const before = digestOf('ai-layer', 'main');
    const program = 'raise SystemExit("there is no valve")\n';
    runner.repository.write('apps/ai-layer/src/modax_ai/__main__.py', program);
    runner.repository.commit('feat(ai-layer): look for the valve');
    const run = await runner.push('docker-build.yml', 'main', green);
    expect(run.code, run.log).toBe(1);
    expect(run.tasks).toMatchObject({
      'ai-layer docker-scan': 'passed',
      'ai-layer docker-start': 'failed',
    });
    expect(run.log).toContain('there is no valve');
    expect(digestOf('ai-layer', 'main')).toBe(before);
  });

  it('a Dockerfile that fails is red, and nothing is pushed', async () => {
    const green = runner.repository.head();
    const before = digestOf('ai-layer', 'main');
    const file = 'apps/ai-layer/Dockerfile';
    runner.repository.append(file, 'RUN ["python3", "-c", "raise SystemExit(3)"]\n');
    runner.repository.commit('build(ai-layer): fail');
    const run = await runner.push('docker-build.yml', 'main', green);
    expect(run.code, run.log).toBe(1);
    // With a called workflow that failed act ends; GitHub would judge it in `Docker Build`.
    expect(run.jobs).toMatchObject({ 'Image of ai-layer': 'failure' });
    expect(run.jobs['Docker Build']).toBeUndefined();
    expect(digestOf('ai-layer', 'main')).toBe(before);
  });
});
