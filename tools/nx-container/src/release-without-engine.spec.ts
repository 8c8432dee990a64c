import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ImageRecord } from './image/image-record.ts';
import { pumpWithStub } from './testing/pump-with-stub.ts';

/* What is loaded and published when Docker answers in ways that a real one seldom does. */

const pump = pumpWithStub();
const registry = 'registry.example:5000';
const repository = `${registry}/modax/pump`;
const versioned = (newVersion: string | null) => ({
  nxReleaseVersionData: { pump: { newVersion } },
});
let image: ImageRecord;

/** As Nx leaves it when it has named an image of the engine. */
function namedByNx(reference: string): void {
  const folder = join(pump.workspace.root, 'tmp/apps/pump');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.docker-version'), reference);
  pump.docker.name(reference, 'sha256:another');
}

beforeEach(async () => {
  pump.workspace.commit({ '.gitignore': '.modax/\n.venv\nreports/\ntmp/\n' });
  image = await pump.tasks.built();
  pump.tasks.passScan(image);
});

describe('an image that is loaded', () => {
  test('has its names in the engine', async () => {
    expect(await pump.tasks.load()).toBe('passed');
    expect(pump.docker.state.engine).toEqual({
      'modax/pump:local': image.configuration,
      'apps-pump:latest': image.configuration,
    });
  });

  test.each([
    ['Cannot connect to the Docker daemon at unix:///nowhere', 'ENGINE_UNREACHABLE'],
    ['permission denied while trying to connect to the Docker daemon socket', 'ENGINE_UNREACHABLE'],
    ['write /layer.tar: no space left on device', 'ENGINE_DISK_FULL'],
    ['invalid tar header', 'IMAGE_LOAD_FAILED'],
  ])('is not there when Docker says: %s', async (words, code) => {
    pump.docker.fail('load', words);
    expect(await pump.tasks.load()).toBe(code);
  });

  test('is not believed to be there before it is seen', async () => {
    pump.docker.fail('identify', 'Error: No such image');
    expect(await pump.tasks.load()).toBe('IMAGE_LOAD_FAILED');
  });
});

describe('a release', () => {
  test('of the tagged commit is published from a branch, and means the same in the engine', async () => {
    pump.workspace.git('tag', 'v1.2.3');
    namedByNx(`${repository}:1.2.3`);
    expect(await pump.tasks.publish(registry, versioned('1.2.3'))).toBe('passed');
    expect(pump.docker.state.tags).toEqual({
      [`${repository}:1.2.3`]: image.digest,
      [`${repository}:1.2`]: image.digest,
      [`${repository}:latest`]: image.digest,
    });
    expect(pump.docker.state.engine).toEqual({ [`${repository}:1.2.3`]: image.configuration });
    // By a command of its own, which is told nothing.
    expect(await pump.tasks.publish(registry, {})).toBe('passed');
  });

  test('that is rehearsed publishes nothing, and leaves the engine no name', async () => {
    namedByNx(`${repository}:1.2.3`);
    const rehearsal = { ...versioned('1.2.3'), dryRun: true };
    expect(await pump.tasks.publish(registry, rehearsal)).toBe('passed');
    expect(pump.tasks.said.join('\n')).toContain(`${image.digest} would be pushed as`);
    expect(pump.docker.state).toMatchObject({ tags: {}, engine: {} });
    // What is not there needs no forgetting.
    expect(await pump.tasks.publish(registry, rehearsal)).toBe('passed');
    pump.docker.fail('forget', 'Cannot connect to the Docker daemon');
    expect(await pump.tasks.publish(registry, rehearsal)).toBe('ENGINE_UNREACHABLE');
  });

  test('that is no new version is none', async () => {
    expect(await pump.tasks.publish(registry, versioned(null))).toBe('passed');
    expect(pump.docker.state.tags).toEqual({});
  });

  test('is refused where its tag is not', async () => {
    expect(await pump.tasks.publish(registry, versioned('1.2.3'))).toBe('EVENT_UNKNOWN');
    expect(await pump.tasks.publish(registry, {})).toBe('EVENT_UNKNOWN');
    expect(await pump.tasks.publish(registry, { dryRun: true })).toBe('EVENT_UNKNOWN');
  });
});
