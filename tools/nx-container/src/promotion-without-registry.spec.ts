import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pumpWithStub } from './testing/pump-with-stub.ts';

/* What a promotion does when a registry answers in ways that a real one seldom does. */

const pump = pumpWithStub();
const registry = 'registry.example:5000';
const repository = `${registry}/modax/pump`;
const tags = () => pump.docker.state.tags;
const promote = (rehearse = false) => pump.tasks.promote(registry, rehearse);

let digest: string;
let pushed: string;

beforeEach(async () => {
  const image = await pump.tasks.built();
  pump.tasks.passScan(image);
  expect(await pump.tasks.push(registry)).toBe('passed');
  digest = image.digest;
  pushed = `main-${pump.workspace.git('rev-parse', 'HEAD').slice(0, 7)}`;
  pump.workspace.seenByOthers();
  pump.workspace.git('tag', 'v1.2.3');
});

describe('a promotion', () => {
  test('gives the image of the branch the tags of the release, and says where it was found', async () => {
    const file = join(pump.workspace.root, 'reports/pump/image.json');
    expect(await promote(true)).toBe('passed');
    expect(tags()).not.toHaveProperty([`${repository}:1.2.3`]);
    // Nothing says that it was given a tag.
    expect(existsSync(file)).toBe(false);
    expect(pump.tasks.said.join('\n')).toContain(`rehearsed: ${digest}, found as ${pushed}`);
    expect(await promote()).toBe('passed');
    for (const tag of ['1.2.3', '1.2', 'latest'])
      expect(tags()[`${repository}:${tag}`]).toBe(digest);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      digest,
      version: '1.2.3',
      promotedFrom: pushed,
    });
  });

  test('leaves `latest` to a later release that has an image', async () => {
    pump.workspace.git('checkout', '--quiet', '-b', 'other');
    pump.workspace.commit({ 'README.md': 'other\n' });
    for (const tag of ['v2.0.0', 'v3.0.0']) pump.workspace.git('tag', tag);
    // On whatever branch: it is the same repository in the registry.
    pump.workspace.git('checkout', '--quiet', 'v1.2.3');
    pump.docker.tag(`${repository}:3.0.0`, `sha256:${'3'.repeat(64)}`);
    expect(await promote()).toBe('passed');
    for (const tag of ['1.2.3', '1.2']) expect(tags()[`${repository}:${tag}`]).toBe(digest);
    expect(tags()).not.toHaveProperty([`${repository}:latest`]);
  });

  test('takes no image that is of another commit, or does not say of which', async () => {
    pump.docker.tag(`${repository}:${pushed}`, `sha256:${'0'.repeat(64)}`);
    expect(await promote()).toBe('IMAGE_NOT_PUSHED');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    pump.workspace.git('tag', '--force', 'v1.2.3');
    pump.workspace.seenByOthers();
    const later = pump.workspace.git('rev-parse', 'HEAD').slice(0, 7);
    // Of the commit before.
    pump.docker.tag(`${repository}:main-${later}`, digest);
    expect(await promote()).toBe('IMAGE_NOT_PUSHED');
    expect(tags()).not.toHaveProperty([`${repository}:1.2.3`]);
  });

  test('takes none that is of another base than what is checked out', async () => {
    vi.stubEnv('MODAX_PYTHON_IMAGE', `registry.example/own@sha256:${'5'.repeat(64)}`);
    expect(await promote()).toBe('IMAGE_NOT_PUSHED');
  });

  test('stops at a version that is taken', async () => {
    pump.docker.tag(`${repository}:1.2.3`, `sha256:${'1'.repeat(64)}`);
    expect(await promote(true)).toBe('TAG_TAKEN');
    expect(await promote()).toBe('TAG_TAKEN');
  });

  test.each([
    ['inspect', 'unauthorized: authentication required', 'REGISTRY_REFUSED'],
    ['describe', 'denied: requested access to the resource is denied', 'REGISTRY_REFUSED'],
    ['describe', 'dial tcp 127.0.0.1:1: connect: connection refused', 'REGISTRY_UNREACHABLE'],
    ['create', 'denied: requested access to the resource is denied', 'REGISTRY_REFUSED'],
  ] as const)('stops where to %s is answered: %s', async (action, words, code) => {
    pump.docker.fail(action, words);
    expect(await promote()).toBe(code);
    expect(tags()).not.toHaveProperty([`${repository}:1.2.3`]);
  });

  test('is only of a release of this version, as it was committed, on the branch', async () => {
    pump.workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    expect(await promote()).toBe('TREE_DIRTY');
    pump.workspace.git('clean', '--force', '--quiet', 'apps');
    pump.workspace.git('tag', '--delete', 'v1.2.3');
    expect(await promote()).toBe('EVENT_UNKNOWN');
    pump.workspace.git('tag', 'v1.2.4');
    expect(await promote()).toBe('RELEASE_VERSION_DIFFERS');
    pump.workspace.git('tag', '--delete', 'v1.2.4');
    pump.workspace.git('tag', 'v1.2.3');
    pump.workspace.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(await promote()).toBe('RELEASE_NOT_ON_BRANCH');
  });
});
