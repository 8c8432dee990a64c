import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { pumpWithStub } from './testing/pump-with-stub.ts';
import { StubCosign } from './testing/stub-cosign.ts';

/* What a push does with a tag that means another image already: a run of CI that somebody starts again is of an old commit. */

const pump = pumpWithStub();
const registry = 'registry.example:5000';
const repository = `${registry}/modax/pump`;
const theirs = `sha256:${'7'.repeat(64)}`;
const tag = (name: string) => pump.docker.state.tags[`${repository}:${name}`];
const reported = () =>
  JSON.parse(readFileSync(join(pump.workspace.root, 'reports/pump/image.json'), 'utf8')) as {
    readonly tags: readonly string[];
    readonly digest: string;
  };

let older: string;
let newer: string;

/** As CI checks a commit out, and says what it runs for. */
function onGitHub(reference: string, revision: string): void {
  pump.workspace.git('checkout', '--quiet', '--detach', revision);
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('GITHUB_REF', reference);
  vi.stubEnv('GITHUB_SHA', revision);
}

async function push(): Promise<string> {
  pump.tasks.passScan(await pump.tasks.built());
  return pump.tasks.push(registry);
}

function listening(): () => string {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return () => write.mock.calls.map(([text]) => String(text)).join('');
}

beforeEach(() => {
  older = pump.workspace.git('rev-parse', 'HEAD');
  pump.workspace.commit({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
  newer = pump.workspace.git('rev-parse', 'HEAD');
});

describe('a push of an old commit of a branch', () => {
  test('has its fixed tag, and leaves the branch to the newer image', async () => {
    expect(await push()).toBe('passed');
    const { digest } = reported();
    onGitHub('refs/heads/main', older);
    const said = listening();
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(digest);
    expect(reported()).toMatchObject({ tags: [`main-${older.slice(0, 7)}`] });
    expect(tag(`main-${older.slice(0, 7)}`)).toBe(reported().digest);
    expect(reported().digest).not.toBe(digest);
    expect(said().split('\n')).toContain(
      `${repository}:main stays as it is: its image is of ${newer}, which comes after ${older}`,
    );
    expect(pump.tasks.said.join('\n')).not.toContain('"main"');
  });

  test('is signed all the same', async () => {
    pump.docker.tag(`${repository}:main`, theirs);
    pump.docker.describe(theirs, newer);
    const cosign = new StubCosign();
    onTestFinished(() => {
      cosign.remove();
    });
    for (const [name, value] of Object.entries(cosign.variables)) vi.stubEnv(name, value);
    onGitHub('refs/heads/main', older);
    expect(await push()).toBe('passed');
    expect(cosign.state.stated).toHaveLength(2);
    expect(reported()).toMatchObject({ tags: [`main-${older.slice(0, 7)}`], signed: true });
    expect(tag('main')).toBe(theirs);
  });

  test('stops where the registry does not say what the newer image is', async () => {
    pump.docker.tag(`${repository}:main`, theirs);
    pump.docker.fail('describe', 'denied: requested access to the resource is denied');
    expect(await push()).toBe('REGISTRY_REFUSED');
    expect(tag('main')).toBe(theirs);
    // Out of reach for a moment.
    pump.docker.describe(theirs, older);
    pump.docker.fail('describe', 'connect: connection refused');
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(reported().digest);
  });
});

describe('a push moves a branch', () => {
  const nowhere = 'f'.repeat(40);

  test.each([
    ['an image of the commit before', () => older],
    ['an image of the same commit on another base', () => newer],
    ['one of a commit that git does not know', () => nowhere],
    ['one of files that were not committed', () => `${newer}-dirty`],
    ['one that says what is no commit', () => '--help'],
    ['one that says nothing', () => ''],
  ])('from %s', async (_, revision) => {
    pump.docker.tag(`${repository}:main`, theirs);
    pump.docker.describe(theirs, revision());
    expect(await push()).toBe('passed');
    expect(reported().tags).toEqual(['main', `main-${newer.slice(0, 7)}`]);
    expect(tag('main')).toBe(reported().digest);
  });

  test('from an image of another line of commits', async () => {
    pump.workspace.git('checkout', '--quiet', '-b', 'aside', older);
    pump.workspace.commit({ 'apps/pump/src/sample_pump/aside.py': '"""Aside."""\n' });
    pump.docker.tag(`${repository}:main`, theirs);
    pump.docker.describe(theirs, pump.workspace.git('rev-parse', 'HEAD'));
    pump.workspace.git('checkout', '--quiet', 'main');
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(reported().digest);
  });

  test('and asks nobody about the image that it pushes', async () => {
    expect(await push()).toBe('passed');
    pump.docker.fail('describe', 'denied: requested access to the resource is denied');
    expect(await push()).toBe('passed');
    expect(reported().tags).toContain('main');
  });
});

test.each([
  ['refs/pull/12/merge', 'pr-12'],
  ['refs/tags/v1.2.3', 'latest'],
])('a push for %s moves %s from an image of a later commit', async (reference, name) => {
  pump.workspace.git('tag', 'v1.2.3', older);
  pump.docker.tag(`${repository}:${name}`, theirs);
  pump.docker.describe(theirs, newer);
  onGitHub(reference, older);
  expect(await push()).toBe('passed');
  expect(tag(name)).toBe(reported().digest);
});
