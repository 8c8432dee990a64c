import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
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
    ['create', 'denied: requested access to the resource is denied', 'REGISTRY_REFUSED'],
  ] as const)('stops where to %s is answered: %s', async (action, words, code) => {
    pump.docker.fail(action, words);
    expect(await promote()).toBe(code);
    expect(tags()).not.toHaveProperty([`${repository}:1.2.3`]);
  });

  test('asks once more what an image is of, where the registry is away for a moment', async () => {
    pump.docker.fail('describe', 'received unexpected HTTP status: 503 Service Unavailable');
    expect(await promote()).toBe('passed');
    expect(tags()).toHaveProperty([`${repository}:1.2.3`], digest);
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

describe('releases that are promoted at the same time', () => {
  const imageOf = (version: string) => `sha256:${version.replaceAll('.', '').padEnd(64, '0')}`;
  /** What a release writes, of its version and under these tags. */
  const writes = (version: string, ...names: readonly string[]) =>
    Object.fromEntries(
      [version, ...names].map((name) => [`${repository}:${name}`, imageOf(version)]),
    );
  const tag = (name: string) => tags()[`${repository}:${name}`];
  const reported = () =>
    (JSON.parse(readFileSync(file(), 'utf8')) as { readonly tags: readonly string[] }).tags;
  const file = () => join(pump.workspace.root, 'reports/pump/image.json');

  beforeEach(() => {
    // Of whatever, but not of the commit that is released: it would be more than one release.
    for (const name of ['v1.2.2', 'v1.2.4', 'v1.2.5', 'v1.3.0', 'v2.0.0-rc.1'])
      pump.workspace.git('tag', name, 'HEAD^{tree}');
  });

  test('end with the higher one, though the lower one has written last', async () => {
    const later = writes('1.2.4', '1.2', 'latest');
    pump.docker.meanwhile('create', `${repository}:1.2`, later);
    expect(await promote()).toBe('passed');
    expect(tag('1.2.3')).toBe(digest);
    for (const name of ['1.2.4', '1.2', 'latest']) expect(tag(name)).toBe(imageOf('1.2.4'));
    expect(reported()).toEqual(['1.2.3']);
  });

  test('keep the tag of a line of which there is no higher one', async () => {
    pump.docker.meanwhile('create', `${repository}:latest`, writes('1.3.0', '1.3', 'latest'));
    expect(await promote()).toBe('passed');
    expect(tag('latest')).toBe(imageOf('1.3.0'));
    expect(tag('1.2')).toBe(digest);
    expect(reported()).toEqual(['1.2.3', '1.2']);
  });

  test('end with the highest, however many come one after another', async () => {
    pump.docker.meanwhile(
      'create',
      `${repository}:latest`,
      writes('1.2.4', '1.2', 'latest'),
      writes('1.2.5', '1.2', 'latest'),
      writes('1.3.0', '1.3', 'latest'),
    );
    expect(await promote()).toBe('passed');
    expect(tag('latest')).toBe(imageOf('1.3.0'));
    expect(tag('1.2')).toBe(imageOf('1.2.5'));
    expect(reported()).toEqual(['1.2.3']);
  });

  test('hear of each other, though one was tagged when another was checked out already', async () => {
    const origin = pump.workspace.copy();
    onTestFinished(() => {
      origin.remove();
    });
    pump.workspace.git('remote', 'add', 'origin', origin.root);
    origin.git('tag', 'v1.4.0');
    pump.docker.meanwhile('create', `${repository}:latest`, writes('1.4.0', '1.4', 'latest'));
    expect(await promote()).toBe('passed');
    expect(tag('latest')).toBe(imageOf('1.4.0'));
    expect(reported()).toEqual(['1.2.3', '1.2']);
  });

  test('are not made on GitHub where origin does not say which there are', async () => {
    pump.workspace.git('remote', 'add', 'origin', join(pump.workspace.root, 'nowhere'));
    vi.stubEnv('GITHUB_TOKEN', 'token-of-the-job');
    vi.stubEnv('GITHUB_REF', 'refs/tags/v1.2.3');
    vi.stubEnv('GITHUB_SHA', pump.workspace.git('rev-parse', 'HEAD'));
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    expect(await promote()).toBe('HISTORY_MISSING');
    expect(tag('1.2.3')).toBeUndefined();
    expect(pump.tasks.said.join('\n')).not.toContain('token-of-the-job');
  });

  test('have their versions before one of them looks for the others', async () => {
    const version = `${repository}:1.2.3`;
    expect(await promote()).toBe('passed');
    const words = pump.docker.state.calls.map((call) => call.join(' '));
    const given = words.findIndex((call) => call.includes(`--tag=${version}`));
    const looked = words.findIndex((call) => call.endsWith(`${repository}:1.2.4`));
    expect(given).toBeGreaterThan(-1);
    expect(looked).toBeGreaterThan(given);
  });

  test('may write a tag right after each other', async () => {
    const latest = `${repository}:latest`;
    pump.docker.meanwhile('inspect', latest, {}, writes('1.3.0', '1.3', 'latest'));
    expect(await promote()).toBe('passed');
    expect(tag('latest')).toBe(imageOf('1.3.0'));
    // One below it, which looks again as well and gives it back.
    pump.docker.meanwhile('inspect', `${repository}:1.2`, {}, writes('1.2.2', '1.2'));
    expect(await promote()).toBe('passed');
    expect(reported()).toEqual(['1.2.3', '1.2']);
  });

  test('do not believe a registry that leaves a tag as it was', async () => {
    const before = writes('1.2.2', '1.2', 'latest');
    for (const [name, image] of Object.entries(before)) pump.docker.tag(name, image);
    pump.docker.meanwhile('inspect', `${repository}:latest`, {}, before);
    expect(await promote()).toBe('PUSH_FAILED');
    expect(existsSync(file())).toBe(false);
  });

  test('are only looked at in a rehearsal', async () => {
    pump.docker.tag(`${repository}:1.3.0`, imageOf('1.3.0'));
    const before = tags();
    expect(await promote(true)).toBe('passed');
    expect(tags()).toEqual(before);
    const said = pump.tasks.said.join('\n');
    for (const name of ['1.2.3', '1.2']) expect(said).toContain(`  ${repository}:${name}`);
    expect(said).not.toContain('latest');
  });
});
