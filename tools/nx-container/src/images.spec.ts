import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  docker,
  missingPart,
  type Parts,
  pushPythonImage,
  startParts,
} from '@modax/container-parts';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { blobFile } from './image/layout.ts';
import { imageFolder, layoutFolder } from './image/place.ts';
import { pushImage } from './push/push-image.ts';
import { PumpWorkspace } from './testing/pump-workspace.ts';
import { quietSurroundings } from './testing/surroundings.ts';
import { Tasks } from './testing/tasks.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: images are neither built nor pushed here, because there is no ${missing}`);
}

/** Trivy's vulnerability database of two advisories; where it is not, scans are not tried. */
const database = join(import.meta.dirname, '../../../../shared/data/trivy-db');

describe.skipIf(missing !== undefined)('with a real builder, registry and Trivy', () => {
  let parts: Parts;
  let workspace: PumpWorkspace;
  let tasks: Tasks;

  beforeAll(async () => {
    parts = await startParts();
    Object.assign(process.env, parts.environment, {
      MODAX_PYTHON_IMAGE: pushPythonImage(parts),
    });
  });
  afterAll(async () => {
    await parts.stop();
  });
  beforeEach(() => {
    workspace = new PumpWorkspace();
    tasks = new Tasks(workspace);
    return () => {
      workspace.remove();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    };
  });

  describe('an image', () => {
    test('is the same for the same commit, on a machine that has never built it', async () => {
      workspace.dependOn('idna');
      const first = await tasks.built();
      expect(first.packages.map(({ name }) => name)).toContain('idna');
      docker(parts.environment, ['buildx', 'prune', '--all', '--force']);
      const copy = workspace.copy();
      onTestFinished(() => {
        copy.remove();
      });
      expect(await tasks.built(copy)).toEqual(first);
    });

    test('differs in one small layer when a line of source does', async () => {
      // A builder that has nothing: what it makes anew must not be of the moment.
      docker(parts.environment, ['buildx', 'prune', '--all', '--force']);
      const before = await tasks.built();
      docker(parts.environment, ['buildx', 'prune', '--all', '--force']);
      workspace.commit({
        'libs/kit/src/sample_kit/__init__.py':
          '"""A sample."""\n\n\ndef greeting() -> str:\n    """Says hello."""\n    return "hi"\n',
      });
      const after = await tasks.built();
      const kept = after.layers.filter(({ digest }) =>
        before.layers.some((layer) => layer.digest === digest),
      );
      expect(after.digest).not.toBe(before.digest);
      expect(after.layers).toHaveLength(before.layers.length);
      expect(kept).toHaveLength(after.layers.length - 1);
    });

    test('is the same when a later commit leaves its sources alone', async () => {
      const before = await tasks.built();
      workspace.commit({ 'README.md': 'words\n', 'apps/pump/tests/test_a.py': '' });
      expect(await tasks.built()).toEqual(before);
    });

    test('tells of nothing but its project: no address, no secret, no path of this machine', async () => {
      const { digest } = await tasks.built();
      const layout = layoutFolder(imageFolder(workspace.root, 'pump'), digest);
      const manifest = JSON.parse(readFileSync(blobFile(layout, digest), 'utf8')) as {
        config: { digest: string };
      };
      const text = readFileSync(blobFile(layout, manifest.config.digest), 'utf8');
      expect(JSON.parse(text)).toMatchObject({
        config: {
          User: '10001:10001',
          Labels: {
            'org.opencontainers.image.revision': workspace.git('rev-parse', 'HEAD'),
            'org.opencontainers.image.source': 'https://github.com/modax/modax',
            'org.opencontainers.image.version': '1.2.3',
          },
          Healthcheck: { Test: expect.arrayContaining(['CMD']) as unknown },
        },
      });
      expect(text).not.toMatch(/pypi|simple|index-url|PASSWORD/i);
      expect(text).not.toContain(workspace.root);
    });

    test('of sources that are not committed says so', async () => {
      workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
      expect((await tasks.built()).revision).toBe(`${workspace.git('rev-parse', 'HEAD')}-dirty`);
    });

    test.each([
      ['a step that fails', (text: string) => `${text}RUN false\n`, 'IMAGE_BUILD_FAILED'],
      [
        'a base image without digest',
        (text: string) => text.replace(/^FROM .*AS compiled$/m, 'FROM debian:12 AS compiled'),
        'BASE_IMAGE_UNPINNED',
      ],
    ])('is not made of a Dockerfile with %s', async (_, change, code) => {
      await tasks.built();
      const file = join(workspace.root, 'apps/pump/Dockerfile');
      workspace.commit({ 'apps/pump/Dockerfile': change(readFileSync(file, 'utf8')) });
      expect(await tasks.build()).toBe(code);
      expect(existsSync(join(workspace.root, 'reports/pump/image-build.json'))).toBe(false);
    });

    test('is not made where the disk of the builder is full', async () => {
      vi.stubEnv('BUILDX_BUILDER', await parts.smallBuilder());
      expect(await tasks.build()).toBe('ENGINE_DISK_FULL');
      expect(existsSync(join(workspace.root, 'reports/pump/image-build.json'))).toBe(false);
    });

    test('is not made without a builder', async () => {
      vi.stubEnv('BUILDX_BUILDER', 'nobody');
      expect(await tasks.build()).toBe('ENGINE_UNREACHABLE');
    });
  });

  describe.skipIf(!existsSync(database))('a scan', () => {
    beforeEach(() => {
      vi.stubEnv('TRIVY_CACHE_DIR', database);
    });
    const rules = () => {
      const text = readFileSync(join(workspace.root, 'reports/pump/image-scan.json'), 'utf8');
      const { findings } = JSON.parse(text) as { findings: { rule: string; severity: string }[] };
      return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    };
    const changeDockerfile = (change: (text: string) => string) => {
      const file = join(workspace.root, 'apps/pump/Dockerfile');
      workspace.commit({ 'apps/pump/Dockerfile': change(readFileSync(file, 'utf8')) });
    };

    test('passes a clean image, and lists what it is made of', async () => {
      const { digest } = await tasks.built();
      expect(await tasks.scan()).toBe('passed');
      const reports = join(workspace.root, 'reports/pump');
      expect(
        JSON.parse(readFileSync(join(reports, 'image-scan-passed.json'), 'utf8')),
      ).toMatchObject({ digest, trivy: expect.stringMatching(/^\d/) as string });
      expect(readFileSync(join(reports, 'image-materials.cdx.json'), 'utf8')).toContain(
        'sample-kit',
      );
      expect(existsSync(join(reports, 'image-scan.sarif'))).toBe(true);
    });

    test('makes the image again where only its record came from the cache', async () => {
      await tasks.built();
      rmSync(imageFolder(workspace.root, 'pump'), { recursive: true });
      expect(await tasks.scan()).toBe('passed');
    });

    test('does not pass an image with a user that is root', async () => {
      changeDockerfile((text) => text.replace('USER 10001:10001', 'USER root'));
      await tasks.built();
      expect(await tasks.scan()).toBe('ERRORS_FOUND');
      expect(rules()).toContain('DS-0002');
    });

    test('does not pass a secret in a layer', async () => {
      const key = ['AKIA', 'IOSFODNN7ABCDEFG'].join('');
      workspace.commit({ 'apps/pump/src/sample_pump/key.py': `"""Key."""\n\nKEY = "${key}"\n` });
      await tasks.built();
      expect(await tasks.scan()).toBe('ERRORS_FOUND');
      expect(rules()).toContain('aws-access-key-id');
    });

    test('does not pass a package with a known vulnerability', async () => {
      const kit = readFileSync(join(workspace.root, 'libs/kit/pyproject.toml'), 'utf8');
      const rename = (text: string) =>
        text.replaceAll('sample-kit', 'requests').replaceAll('"1.2.3"', '"2.19.0"');
      const pump = readFileSync(join(workspace.root, 'apps/pump/pyproject.toml'), 'utf8');
      const root = readFileSync(join(workspace.root, 'pyproject.toml'), 'utf8');
      const lock = readFileSync(join(workspace.root, 'uv.lock'), 'utf8');
      workspace.commit({
        'libs/kit/pyproject.toml': rename(kit),
        'apps/pump/pyproject.toml': pump.replaceAll('sample-kit', 'requests'),
        'pyproject.toml': root.replaceAll('sample-kit', 'requests'),
        'uv.lock': rename(lock).replace(
          'name = "sample-pump"\nversion = "2.19.0"',
          'name = "sample-pump"\nversion = "1.2.3"',
        ),
      });
      await tasks.built();
      expect(await tasks.scan()).toBe('ERRORS_FOUND');
      expect(rules()).toContain('CVE-2018-18074');
    });

    test('that could not be done is not passed', async () => {
      await tasks.built();
      expect(await tasks.scan()).toBe('passed');
      vi.stubEnv('TRIVY_CACHE_DIR', join(workspace.root, 'nowhere'));
      expect(await tasks.scan()).toBe('DATABASE_MISSING');
      expect(existsSync(join(workspace.root, 'reports/pump/image-scan-passed.json'))).toBe(false);
    });

    test('does not pass with a database of another version', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'modax-database-'));
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      cpSync(database, folder, { recursive: true });
      writeFileSync(join(folder, 'db/metadata.json'), '{"Version":1}');
      vi.stubEnv('TRIVY_CACHE_DIR', folder);
      await tasks.built();
      expect(await tasks.scan()).toBe('DATABASE_MISSING');
    });
  });

  describe('a push', () => {
    const digestIn = (registry: string, tag: string) =>
      docker(parts.environment, [
        'buildx',
        'imagetools',
        'inspect',
        '--format={{.Manifest.Digest}}',
        `${registry}/modax/pump:${tag}`,
      ]).trim();

    test('brings the very image into the registry, under all its tags', async () => {
      const image = await tasks.built();
      tasks.passScan(image);
      expect(await tasks.push(parts.registry)).toBe('passed');
      const short = workspace.git('rev-parse', 'HEAD').slice(0, 7);
      for (const tag of ['main', `main-${short}`]) {
        expect(digestIn(parts.registry, tag)).toBe(image.digest);
      }
      const file = join(workspace.root, 'reports/pump/image.json');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        repository: `${parts.registry}/modax/pump`,
        tags: ['main', `main-${short}`],
        digest: image.digest,
      });
      expect(await tasks.push(parts.registry)).toBe('passed');
    });

    test('of a release has its version, its line and latest; the version is never another image', async () => {
      const first = await tasks.built();
      tasks.passScan(first);
      workspace.git('tag', 'v1.2.3');
      workspace.git('checkout', '--quiet', 'v1.2.3');
      expect(await tasks.push(parts.registry)).toBe('passed');
      for (const tag of ['1.2.3', '1.2', 'latest']) {
        expect(digestIn(parts.registry, tag)).toBe(first.digest);
      }
      workspace.commit({ 'libs/kit/src/sample_kit/more.py': '"""More."""\n' });
      workspace.git('tag', '--force', 'v1.2.3');
      tasks.passScan(await tasks.built());
      expect(await tasks.push(parts.registry)).toBe('TAG_TAKEN');
      expect(digestIn(parts.registry, 'latest')).toBe(first.digest);
    });

    test('is refused without a scan, and of sources that are not committed', async () => {
      await tasks.built();
      expect(await tasks.push(parts.registry)).toBe('IMAGE_NOT_SCANNED');
      workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
      tasks.passScan(await tasks.built());
      expect(await tasks.push(parts.registry)).toBe('TREE_DIRTY');
    });

    test('needs the right password, which nobody finds afterwards', async () => {
      tasks.passScan(await tasks.built());
      vi.stubEnv('DOCKER_USERNAME', 'robot');
      vi.stubEnv('DOCKER_PASSWORD', 'wrong-password');
      const refusal = await tasks.push(parts.guardedRegistry);
      expect(refusal, tasks.said.join('\n')).toBe('REGISTRY_REFUSED');
      expect(tasks.said.join('\n')).not.toContain('wrong-password');
      vi.stubEnv('DOCKER_PASSWORD', 'CHANGE-ME');
      expect(await tasks.push(parts.guardedRegistry)).toBe('passed');
      expect(tasks.said.join('\n')).not.toContain('CHANGE-ME');
    });

    test('tells when the registry is down', async () => {
      const { digest } = await tasks.built();
      const folder = imageFolder(workspace.root, 'pump');
      const push = {
        cwd: folder,
        layout: basename(layoutFolder(folder, digest)),
        digest,
        repository: { registry: '127.0.0.1:1', path: 'modax/pump' },
        tags: [{ name: 'main', kind: 'moving' as const }],
        deadlineMs: 60_000,
      };
      // Without the waits between its tries.
      expect(await pushImage(push, {}, quietSurroundings())).toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
      });
    });
  });
});
