import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { docker, missingPart } from '@modax/container-parts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { blobFile } from './image/layout.ts';
import { imageFolder, layoutFolder } from './image/place.ts';
import { pumpWithParts } from './testing/pump-with-parts.ts';

const repository = join(import.meta.dirname, '../../..');
const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is built here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('an image', () => {
  const pump = pumpWithParts();
  const forgetLayers = (): void => {
    docker(pump.parts.environment, ['buildx', 'prune', '--all', '--force']);
  };

  test.each([
    ['control-layer', 'modax_control'],
    ['ai-layer', 'modax_ai'],
  ])(
    'is the same for the same commit, on a machine that has never built it: that of %s',
    async (layer, module) => {
      const dockerfile = readFileSync(join(repository, `apps/${layer}/Dockerfile`), 'utf8');
      const text = dockerfile.replaceAll(module, 'sample_pump');
      pump.workspace.commit({ 'apps/pump/Dockerfile': text });
      pump.workspace.dependOn('idna');
      const first = await pump.tasks.built();
      expect(first.packages.map(({ name }) => name)).toContain('idna');
      forgetLayers();
      const copy = pump.workspace.copy();
      onTestFinished(() => {
        copy.remove();
      });
      expect(await pump.tasks.built(copy)).toEqual(first);
    },
  );

  test('differs in one small layer when a line of source does', async () => {
    // A builder that has nothing: what it makes anew must not be of the moment.
    forgetLayers();
    const before = await pump.tasks.built();
    forgetLayers();
    pump.workspace.commit({
      'libs/kit/src/sample_kit/__init__.py':
        '"""A sample."""\n\n\ndef greeting() -> str:\n    """Says hello."""\n    return "hi"\n',
    });
    const after = await pump.tasks.built();
    const kept = after.layers.filter(({ digest }) =>
      before.layers.some((layer) => layer.digest === digest),
    );
    expect(after.digest).not.toBe(before.digest);
    expect(after.layers).toHaveLength(before.layers.length);
    expect(kept).toHaveLength(after.layers.length - 1);
    // The others are those of the image before: they were not sent again, and nothing lies beside those of this one.
    const folder = imageFolder(pump.workspace.root, 'pump');
    const layout = layoutFolder(folder, after.digest);
    const links = kept.map(({ digest }) => statSync(blobFile(layout, digest)).nlink);
    expect(links.every((count) => count > 1)).toBe(true);
    expect(readdirSync(join(layout, 'blobs/sha256'))).toHaveLength(after.layers.length + 2);
  });

  test('is made of kept layers on a machine that has never built it, and is the same as without them', async () => {
    vi.stubEnv('MODAX_KEEP_LAYERS', 'true');
    await pump.tasks.built();
    forgetLayers();
    pump.workspace.commit({ 'apps/pump/src/sample_pump/more.py': '# More.\n' });
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const taken = (): boolean => /^#\d+ CACHED$/m.test(told.mock.calls.flat().join(''));
    const image = await pump.tasks.built();
    expect(taken()).toBe(true);
    told.mockClear();
    vi.stubEnv('MODAX_KEEP_LAYERS', '');
    forgetLayers();
    expect(await pump.tasks.built()).toEqual(image);
    expect(taken()).toBe(false);
  });

  test('is the same when a later commit leaves its sources alone', async () => {
    const before = await pump.tasks.built();
    pump.workspace.commit({ 'README.md': 'words\n', 'apps/pump/tests/test_a.py': '' });
    expect(await pump.tasks.built()).toEqual(before);
  });

  test('tells of nothing but its project: no address, no secret, no path of this machine', async () => {
    const { digest, layers } = await pump.tasks.built();
    const layout = layoutFolder(imageFolder(pump.workspace.root, 'pump'), digest);
    const manifest = JSON.parse(readFileSync(blobFile(layout, digest), 'utf8')) as {
      config: { digest: string };
    };
    const text = readFileSync(blobFile(layout, manifest.config.digest), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      config: {
        User: '10001:10001',
        Labels: {
          'org.opencontainers.image.revision': pump.workspace.git('rev-parse', 'HEAD'),
          'org.opencontainers.image.source': 'https://github.com/modax/modax',
          'org.opencontainers.image.version': '1.2.3',
        },
        Healthcheck: { Test: expect.arrayContaining(['CMD']) as unknown },
      },
    });
    expect(text).not.toMatch(/pypi|simple|index-url|PASSWORD/i);
    expect(text).not.toContain(pump.workspace.root);
    for (const [place, layer] of layers.entries()) {
      const files = gunzipSync(readFileSync(blobFile(layout, layer.digest))).toString('latin1');
      // The first is Python, whose documentation names an index.
      if (place > 0) expect(files).not.toMatch(/pypi\.org|index-url|PASSWORD/);
      expect(files).not.toContain(pump.workspace.root);
    }
  });

  test('has of its base what Python runs with: no shell, no package manager', async () => {
    const { digest, layers } = await pump.tasks.built();
    const layout = layoutFolder(imageFolder(pump.workspace.root, 'pump'), digest);
    const files = layers.flatMap((layer) =>
      execFileSync('tar', ['-tzf', blobFile(layout, layer.digest)], { encoding: 'utf8' }).split(
        '\n',
      ),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        'usr/bin/python3',
        'etc/ssl/certs/ca-certificates.crt',
        'var/lib/dpkg/status.d/libc6',
        'usr/share/doc/libc6/copyright',
      ]),
    );
    const tools = /(?:^|\/)(?:sh|bash|dash|busybox|apt|dpkg|perl|pip3?)$/;
    expect(files.filter((file) => tools.test(file))).toEqual([]);
  });

  test('of sources that are not committed says so', async () => {
    pump.workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    expect((await pump.tasks.built()).revision).toBe(
      `${pump.workspace.git('rev-parse', 'HEAD')}-dirty`,
    );
  });

  type Change = (dockerfile: string) => string;
  const change = (made: Change): void => {
    const file = join(pump.workspace.root, 'apps/pump/Dockerfile');
    pump.workspace.commit({ 'apps/pump/Dockerfile': made(readFileSync(file, 'utf8')) });
  };
  /** In the first stage, below where it begins. */
  const having = (instructions: string): Change => {
    return (dockerfile) => dockerfile.replace(/^RUN .*image-runtime/m, `${instructions}\n$&`);
  };

  test.each<[string, Change, string]>([
    ['a step that fails', having('RUN false'), 'IMAGE_BUILD_FAILED'],
    ['a base without digest', (text) => `ARG A_IMAGE=debian:12\n${text}`, 'BASE_IMAGE_UNPINNED'],
  ])('is not made of a Dockerfile with %s', async (_, made, code) => {
    await pump.tasks.built();
    change(made);
    expect(await pump.tasks.build()).toBe(code);
    expect(existsSync(join(pump.workspace.root, 'reports/pump/image-build.json'))).toBe(false);
  });

  test.each<[string, Change]>([
    ['another image', (text) => text.replace(/^FROM \S+ AS/m, 'FROM debian:12 AS')],
    ['a copy out of an image', having('COPY --fr"om"=alpine:3 /a /b')],
    ['a mount of an image', having('RUN --mount=type=bind,FROM="alpine:3",target=/a true')],
    ['an address', having('ARG WHERE=https://example.org/a\nADD $WHERE /a')],
    ['a repository', having('ADD https://example.org/a.git#main /a')],
    ['a frontend', (text) => `# syntax=docker/dockerfile:1\n${text}`],
  ])('fetches nothing beside its base, and asks nobody for it: %s', async (_, made) => {
    change(made);
    expect(await pump.tasks.build()).toBe('BASE_IMAGE_UNPINNED');
    expect(pump.tasks.said.join('\n')).toContain('denied by policy');
  });

  test('has nothing that another build has left in a cache of the builder', async () => {
    change(having('RUN --mount=type=cache,target=/kept test ! -e /kept/a && echo one > /kept/a'));
    const before = await pump.tasks.built();
    change((dockerfile) => dockerfile.replace('echo one', 'echo two'));
    expect((await pump.tasks.built()).revision).not.toBe(before.revision);
  });

  test.each([
    ['a library is missing', 'RUN rm /usr/lib/*-linux-gnu/libffi.so*', 'needs libffi.so.8'],
    ['nothing tells of packages', 'RUN rm /var/lib/dpkg/status', 'has to be one of Debian'],
    ['something does not work', 'RUN rm /usr/lib/python3.11/sqlite3/dbapi2.py', 'sqlite3.dbapi2'],
  ])('is not made of a base in which %s', async (_, instruction, said) => {
    const file = join(pump.workspace.root, 'apps/pump/Dockerfile');
    const dockerfile = readFileSync(file, 'utf8');
    pump.workspace.commit({
      'apps/pump/Dockerfile': dockerfile.replace(/^RUN .*image-runtime/m, `${instruction}\n$&`),
    });
    expect(await pump.tasks.build()).toBe('IMAGE_BUILD_FAILED');
    expect(pump.tasks.said.join('\n')).toContain(said);
  });

  test('is another one when what collects its runtime is, which is no longer that of the commit', async () => {
    const before = await pump.tasks.built();
    const file = 'libs/image-runtime/src/modax_image_runtime/system_files.py';
    const text = readFileSync(join(pump.workspace.root, file), 'utf8');
    pump.workspace.write({
      [file]: text.replace('    "/etc/group",\n', ''),
    });
    const after = await pump.tasks.built();
    expect(after.revision).toBe(`${before.revision}-dirty`);
    expect(after.layers[0]).not.toEqual(before.layers[0]);
  });

  test('is not made where the disk of the builder is full', async () => {
    vi.stubEnv('BUILDX_BUILDER', await pump.parts.smallBuilder());
    expect(await pump.tasks.build()).toBe('ENGINE_DISK_FULL');
    expect(existsSync(join(pump.workspace.root, 'reports/pump/image-build.json'))).toBe(false);
  });

  test('is not made without a builder', async () => {
    vi.stubEnv('BUILDX_BUILDER', 'nobody');
    expect(await pump.tasks.build()).toBe('ENGINE_UNREACHABLE');
  });
});
