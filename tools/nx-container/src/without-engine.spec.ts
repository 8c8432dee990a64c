import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { isProblem } from '@modax/findings';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureImage, readImageRecord } from './image/ensure-image.ts';
import { imageFolder, layoutFolder } from './image/place.ts';
import { labelsOf } from './push/image-labels.ts';
import { pushImage } from './push/push-image.ts';
import { pumpWithStub } from './testing/pump-with-stub.ts';
import { quietSurroundings } from './testing/surroundings.ts';

/* What the tasks do when Docker or a registry answers in ways that real ones seldom do. */

const pump = pumpWithStub();

beforeEach(() => {
  vi.stubEnv('TRIVY_CACHE_DIR', join(pump.workspace.root, 'nowhere'));
});

const registry = 'registry.example:5000';
const report = (name: string) => join(pump.workspace.root, 'reports/pump', name);

const kindOf = (name: string) => name.replace(/-.*$/, '');

describe('a build', () => {
  test('lays out the packages, and leaves the record of the image', async () => {
    expect(await pump.tasks.build()).toBe('passed');
    expect(JSON.parse(readFileSync(report('image-build.json'), 'utf8'))).toMatchObject({
      project: 'pump',
      version: '1.2.3',
      revision: pump.workspace.git('rev-parse', 'HEAD'),
      packages: [
        { name: 'sample-kit', version: '1.2.3' },
        { name: 'sample-pump', version: '1.2.3' },
      ],
    });
    expect(readdirSync(imageFolder(pump.workspace.root, 'pump')).map(kindOf).sort()).toEqual([
      'dependencies',
      'image',
    ]);
    expect(pump.tasks.said.join('\n')).toMatch(/^image {5}modax\/pump@sha256:/);
  });

  test('is of what its key knows, whatever a build backend would find beside it', async () => {
    const before = await pump.tasks.built();
    const include = '[build.targets.wheel.force-include]\n"local.env" = "sample_pump/local.env"\n';
    for (const [name, text] of [
      ['hatch.toml', include],
      ['local.env', 'PASSWORD=hunter2\n'],
      ['LICENSE', 'All rights reserved.\n'],
    ] as const) {
      writeFileSync(join(pump.workspace.root, 'apps/pump', name), text);
    }
    expect(await pump.tasks.built()).toEqual(before);
  });

  test('uses the uv of the machine where the set-up found the right one there', async () => {
    const link = join(pump.workspace.root, '.modax/uv');
    if (existsSync(link)) {
      vi.stubEnv('PATH', [process.env['PATH'], join(realpathSync(link), 'bin')].join(delimiter));
    }
    rmSync(link);
    expect(await pump.tasks.build()).toBe('passed');
  });

  test('that fails leaves no record, not even that of the build before', async () => {
    expect(await pump.tasks.build()).toBe('passed');
    pump.docker.fail('build', 'write /x: no space left on device');
    expect(await pump.tasks.build()).toBe('ENGINE_DISK_FULL');
    expect(existsSync(report('image-build.json'))).toBe(false);
  });

  test('does not see what another build makes at the same time', async () => {
    const copies = await Promise.all([pump.tasks.build(), pump.tasks.build(), pump.tasks.build()]);
    expect(copies).toEqual(['passed', 'passed', 'passed']);
    const folder = imageFolder(pump.workspace.root, 'pump');
    expect(readdirSync(folder).map(kindOf).sort()).toEqual(['dependencies', 'image']);
  });

  test.each([
    ['the lock', { 'uv.lock': 'version = 1\n' }, 'PROJECT_INVALID'],
    ['the project', { 'apps/pump/pyproject.toml': '[project]\n' }, 'PROJECT_INVALID'],
    [
      'a build system',
      {
        'libs/kit/pyproject.toml':
          '[project]\nname = "sample-kit"\nversion = "1.2.3"\n[build-system]\nrequires = []\nbuild-backend = "nowhere"\n',
      },
      'PACKAGE_BUILD_FAILED',
    ],
  ])('is refused when %s is broken', async (_, files, code) => {
    pump.workspace.commit(files);
    expect(await pump.tasks.build()).toBe(code);
  });

  test('is refused where another backend than the one of the lock would make its wheels', async () => {
    const lock = pump.workspace.read('uv.lock');
    const version = /name = "hatchling"\nversion = "(?<version>[^"]+)"/.exec(lock)?.groups?.[
      'version'
    ];
    expect(version).toBeDefined();
    const newer = lock.replaceAll(version ?? '', '999.0');
    pump.workspace.commit({ 'uv.lock': newer });
    expect(await pump.tasks.build()).toBe('ENVIRONMENT_BROKEN');
    expect(existsSync(report('image-build.json'))).toBe(false);
  });

  test('is refused without a Dockerfile, and with a time that is none', async () => {
    rmSync(join(pump.workspace.root, 'apps/pump/Dockerfile'));
    expect(await pump.tasks.build()).toBe('PROJECT_INVALID');
    expect(await pump.tasks.build(pump.workspace, 0)).toBe('OPTIONS_INVALID');
  });
});

describe('an image whose record came from the cache', () => {
  test('is built again, or nothing is done with it', async () => {
    expect(await pump.tasks.build()).toBe('passed');
    const folder = imageFolder(pump.workspace.root, 'pump');
    const { request } = pump.workspace;
    const surroundings = quietSurroundings();
    const record = await readImageRecord(request);
    if (isProblem(record)) throw new Error(record.message);
    rmSync(folder, { recursive: true });
    const layout = layoutFolder(folder, record.digest);
    expect(await ensureImage(request, record, surroundings, 60_000)).toEqual({ layout });

    pump.workspace.commit({ 'libs/kit/src/sample_kit/more.py': '"""More."""\n' });
    rmSync(folder, { recursive: true });
    expect(await ensureImage(request, record, surroundings, 60_000)).toMatchObject({
      code: 'IMAGE_NOT_REPRODUCIBLE',
    });
  });

  test('is not taken from a layout of which a part is cut', async () => {
    expect(await pump.tasks.build()).toBe('passed');
    const record = await readImageRecord(pump.workspace.request);
    if (isProblem(record)) throw new Error(record.message);
    const layout = layoutFolder(imageFolder(pump.workspace.root, 'pump'), record.digest);
    const [layer] = record.layers;
    writeFileSync(join(layout, 'blobs', layer?.digest.replace(':', '/') ?? ''), 'cut');
    await ensureImage(pump.workspace.request, record, quietSurroundings(), 60_000);
    expect(pump.docker.state.calls.filter(([, word]) => word === 'build')).toHaveLength(2);
  });

  test('is not looked for where there is no record', async () => {
    expect(await readImageRecord(pump.workspace.request)).toMatchObject({
      code: 'IMAGE_NOT_BUILT',
    });
    expect(await pump.tasks.push(registry)).toBe('IMAGE_NOT_BUILT');
  });
});

test('a scan without a database fails, and its reports say so', async () => {
  expect(await pump.tasks.build()).toBe('passed');
  expect(await pump.tasks.scan()).toBe('DATABASE_MISSING');
  expect(readFileSync(report('image-scan.sarif'), 'utf8')).toContain('DATABASE_MISSING');
  expect(existsSync(report('image-scan-passed.json'))).toBe(false);
});

describe('a push', () => {
  test('is of the scanned image, under the tags of the branch', async () => {
    const image = await pump.tasks.built();
    pump.tasks.passScan(image);
    expect(await pump.tasks.push(registry)).toBe('passed');
    const short = pump.workspace.git('rev-parse', 'HEAD').slice(0, 7);
    expect(pump.docker.state.tags).toEqual({
      [`${registry}/modax/pump:main`]: image.digest,
      [`${registry}/modax/pump:main-${short}`]: image.digest,
    });
  });

  test('is not of an image that was not scanned', async () => {
    await pump.tasks.build();
    expect(await pump.tasks.push(registry)).toBe('IMAGE_NOT_SCANNED');
  });

  test('is refused to half of the credentials and to a registry that is none', async () => {
    vi.stubEnv('DOCKER_USERNAME', 'robot');
    expect(await pump.tasks.push(registry)).toBe('CREDENTIALS_INCOMPLETE');
    expect(await pump.tasks.push('--x')).toBe('OPTIONS_INVALID');
  });
});

describe('a registry', () => {
  const pushTo = () =>
    pushImage(
      {
        cwd: pump.workspace.root,
        source: `oci-layout://layout@${digest}`,
        digest,
        repository: { registry, path: 'modax/pump' },
        tags: [
          { name: '1.2.3', kind: 'fixed' },
          { name: 'latest', kind: 'moving' },
        ],
        deadlineMs: 60_000,
      },
      {},
      quietSurroundings(),
    );
  const digest = `sha256:${'a'.repeat(64)}`;
  const sent = () => pump.docker.state.calls.filter((words) => words[2] === 'create').length;

  test('that stumbles gets the image all the same', async () => {
    pump.docker.fail('create', '503 Service Unavailable', 'connection reset by peer');
    expect(await pushTo()).toEqual([]);
    expect(sent()).toBe(3);
  });

  test('that stays away gets four tries', async () => {
    pump.docker.fail('inspect', ...Array.from({ length: 9 }, () => 'connect: connection refused'));
    expect(await pushTo()).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(pump.docker.state.calls).toHaveLength(4);
  });

  test('that stays away is asked four times what an image is of', async () => {
    pump.docker.fail('describe', ...Array.from({ length: 9 }, () => 'connect: connection refused'));
    const asking = {
      cwd: pump.workspace.root,
      repository: { registry, path: 'modax/pump' },
      environment: {},
      deadlineMs: 60_000,
      surroundings: quietSurroundings(),
    };
    expect(await labelsOf(asking, digest)).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(pump.docker.state.calls).toHaveLength(4);
  });

  test('that has another image under a fixed tag gets nothing', async () => {
    pump.docker.tag(`${registry}/modax/pump:1.2.3`, `sha256:${'b'.repeat(64)}`);
    expect(await pushTo()).toMatchObject({ code: 'TAG_TAKEN' });
    expect(sent()).toBe(0);
  });

  test('may move a tag that moves', async () => {
    pump.docker.tag(`${registry}/modax/pump:latest`, `sha256:${'b'.repeat(64)}`);
    expect(await pushTo()).toEqual([]);
  });

  test('that refuses is asked once', async () => {
    pump.docker.fail('create', 'denied: requested access to the resource is denied');
    expect(await pushTo()).toMatchObject({ code: 'REGISTRY_REFUSED' });
    expect(sent()).toBe(1);
  });

  test('that answers with no digest is not believed', async () => {
    pump.docker.tag(`${registry}/modax/pump:1.2.3`, 'hello');
    expect(await pushTo()).toMatchObject({ code: 'TOOL_OUTPUT_UNREADABLE' });
  });
});
