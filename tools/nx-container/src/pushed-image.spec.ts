import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { digestInRegistry, missingPart } from '@modax/container-parts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { imageFolder, layoutFolder } from './image/place.ts';
import { imageInLayout } from './push/command.ts';
import { labelsOf } from './push/image-labels.ts';
import { pushImage } from './push/push-image.ts';
import { pumpWithParts } from './testing/pump-with-parts.ts';
import { quietSurroundings } from './testing/surroundings.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is pushed here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('a push', () => {
  const pump = pumpWithParts();

  const digestIn = (registry: string, tag: string) =>
    digestInRegistry(pump.parts.environment, `${registry}/modax/pump:${tag}`);

  test('brings the very image into the registry, under all its tags', async () => {
    const image = await pump.tasks.built();
    pump.tasks.passScan(image);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    const short = pump.workspace.git('rev-parse', 'HEAD').slice(0, 7);
    for (const tag of ['main', `main-${short}`]) {
      expect(digestIn(pump.parts.registry, tag)).toBe(image.digest);
    }
    const file = join(pump.workspace.root, 'reports/pump/image.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      repository: `${pump.parts.registry}/modax/pump`,
      tags: ['main', `main-${short}`],
      digest: image.digest,
    });
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    const asking = {
      cwd: pump.workspace.root,
      repository: { registry: pump.parts.registry, path: 'modax/pump' },
      environment: {},
      deadlineMs: 60_000,
      surroundings: { ...quietSurroundings(), variables: pump.parts.environment },
    };
    const { platform, revision, created } = image;
    expect(await labelsOf(asking, image.digest)).toMatchObject({ platform, revision, created });
  });

  test('of an old commit, started again, leaves the branch to the newer image', async () => {
    const older = pump.workspace.git('rev-parse', 'HEAD');
    pump.workspace.commit({ 'libs/kit/src/sample_kit/more.py': '"""More."""\n' });
    const newest = await pump.tasks.built();
    pump.tasks.passScan(newest);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    pump.workspace.git('checkout', '--quiet', '--detach', older);
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    vi.stubEnv('GITHUB_REF', 'refs/heads/main');
    vi.stubEnv('GITHUB_SHA', older);
    const old = await pump.tasks.built();
    pump.tasks.passScan(old);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    expect(digestIn(pump.parts.registry, `main-${older.slice(0, 7)}`)).toBe(old.digest);
    expect(digestIn(pump.parts.registry, 'main')).toBe(newest.digest);
  });

  test('of a release has its version, its line and latest; the version is never another image', async () => {
    const first = await pump.tasks.built();
    pump.tasks.passScan(first);
    pump.workspace.git('tag', 'v1.2.3');
    pump.workspace.git('checkout', '--quiet', 'v1.2.3');
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    for (const tag of ['1.2.3', '1.2', 'latest']) {
      expect(digestIn(pump.parts.registry, tag)).toBe(first.digest);
    }
    pump.workspace.commit({ 'libs/kit/src/sample_kit/more.py': '"""More."""\n' });
    pump.workspace.git('tag', '--force', 'v1.2.3');
    pump.tasks.passScan(await pump.tasks.built());
    expect(await pump.tasks.push(pump.parts.registry)).toBe('TAG_TAKEN');
    expect(digestIn(pump.parts.registry, 'latest')).toBe(first.digest);
  });

  test('is refused without a scan, and of sources that are not committed', async () => {
    await pump.tasks.built();
    expect(await pump.tasks.push(pump.parts.registry)).toBe('IMAGE_NOT_SCANNED');
    pump.workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    pump.tasks.passScan(await pump.tasks.built());
    expect(await pump.tasks.push(pump.parts.registry)).toBe('TREE_DIRTY');
  });

  const expectNoTrace = (password: string) => {
    const said = pump.tasks.said.join('\n');
    expect(said).not.toContain(password);
    expect(said).not.toContain(Buffer.from(`robot:${password}`).toString('base64'));
  };

  test('needs the right password, which nobody finds afterwards', async () => {
    pump.tasks.passScan(await pump.tasks.built());
    const folder = mkdtempSync(join(tmpdir(), 'modax-push-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    vi.stubEnv('TMPDIR', folder);
    vi.stubEnv('DOCKER_USERNAME', 'robot');
    vi.stubEnv('DOCKER_PASSWORD', 'wrong-password');
    const refusal = await pump.tasks.push(pump.parts.guardedRegistry);
    expect(refusal, pump.tasks.said.join('\n')).toBe('REGISTRY_REFUSED');
    expectNoTrace('wrong-password');
    vi.stubEnv('DOCKER_PASSWORD', 'CHANGE-ME');
    expect(await pump.tasks.push(pump.parts.guardedRegistry)).toBe('passed');
    expectNoTrace('CHANGE-ME');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('tells when the registry is down', async () => {
    const { digest } = await pump.tasks.built();
    const folder = imageFolder(pump.workspace.root, 'pump');
    const push = {
      cwd: folder,
      source: imageInLayout(basename(layoutFolder(folder, digest)), digest),
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
