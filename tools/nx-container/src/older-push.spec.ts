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

  test('from an image of a commit that git does not know, and that is not younger', async () => {
    const committed = pump.workspace.git('log', '-1', '--format=%cI');
    pump.docker.tag(`${repository}:main`, theirs);
    pump.docker.describe(theirs, nowhere, '', { created: committed });
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

describe('two pushes of a branch', () => {
  const main = `${repository}:main`;
  const written = { [main]: theirs };

  test('end with the later commit, though the job of the earlier had its checkout before', async () => {
    const unknown = 'f'.repeat(40);
    pump.docker.tag(main, theirs);
    pump.docker.describe(theirs, unknown, '', { created: '2999-01-01T00:00:00Z' });
    const said = listening();
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(theirs);
    expect(reported().tags).toEqual([`main-${newer.slice(0, 7)}`]);
    expect(said()).toContain(`its image is of ${unknown}, which comes after ${newer}\n`);
  });

  test('end with the later one, where the earlier has written over it', async () => {
    pump.docker.describe(theirs, older);
    pump.docker.meanwhile('inspect', main, {}, {}, written);
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(reported().digest);
    expect(reported().tags).toEqual(['main', `main-${newer.slice(0, 7)}`]);
  });

  test('are both well, where the later has written over the earlier', async () => {
    onGitHub('refs/heads/main', older);
    pump.docker.describe(theirs, newer);
    pump.docker.meanwhile('inspect', main, {}, {}, written);
    expect(await push()).toBe('passed');
    expect(tag('main')).toBe(theirs);
    expect(reported().tags).toEqual([`main-${older.slice(0, 7)}`]);
  });

  test('do not write for ever: a registry may leave a tag as it was', async () => {
    pump.docker.describe(theirs, older);
    pump.docker.meanwhile('inspect', main, {}, {}, written, {}, written, {}, written);
    expect(await push()).toBe('PUSH_FAILED');
    expect(pump.tasks.said.join('\n')).toContain(`${main} meant another image after each of 3`);
  });
});

test('a push from another kind of machine takes no tag from those who run it', async () => {
  const architecture = process.arch === 'arm64' ? 'amd64' : 'arm64';
  pump.docker.tag(`${repository}:main`, theirs);
  pump.docker.describe(theirs, older, '', { architecture });
  expect(await push()).toBe('PLATFORM_DIFFERS');
  expect(pump.tasks.said.join('\n')).toContain(`${repository}:main is for linux/${architecture}`);
  expect(pump.docker.state.tags).toEqual({ [`${repository}:main`]: theirs });
});

test('nor does one from one of several kinds, for whose machines somebody has joined images', async () => {
  pump.docker.tag(`${repository}:main`, theirs);
  const platforms = { architecture: 'amd64', otherArchitecture: 'arm64' };
  pump.docker.describe(theirs, older, '', platforms);
  expect(await push()).toBe('PLATFORM_DIFFERS');
  expect(pump.tasks.said.join('\n')).toContain('main is for linux/amd64, linux/arm64, and would');
  expect(pump.docker.state.tags).toEqual({ [`${repository}:main`]: theirs });
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

describe('a push of a release', () => {
  test.each([
    // A clone of one branch has the tags of that branch alone.
    ['of a higher version', '9.0.0', ['1.2.3', '1.2']],
    ['of a higher version of the line', '1.2.4', ['1.2.3']],
  ])('leaves tags to an image %s that the clone does not know', async (_, version, given) => {
    pump.workspace.git('tag', 'v1.2.3');
    for (const name of ['latest', '1.2']) pump.docker.tag(`${repository}:${name}`, theirs);
    pump.docker.describe(theirs, older, version);
    onGitHub('refs/tags/v1.2.3', newer);
    const said = listening();
    expect(await push()).toBe('passed');
    expect(reported().tags).toEqual(given);
    expect(tag('latest')).toBe(theirs);
    expect(said().split('\n')).toContain(
      `${repository}:latest stays as it is: its image is of ${version}, which comes after 1.2.3`,
    );
  });

  test.each(['1.2.2', '1.2.3', '9.0.0-rc.1', 'latest', ''])(
    'moves its tags from an image of %j',
    async (version) => {
      pump.workspace.git('tag', 'v1.2.3');
      for (const name of ['latest', '1.2']) pump.docker.tag(`${repository}:${name}`, theirs);
      pump.docker.describe(theirs, older, version);
      onGitHub('refs/tags/v1.2.3', newer);
      expect(await push()).toBe('passed');
      expect(reported().tags).toEqual(['1.2.3', '1.2', 'latest']);
      expect(tag('latest')).toBe(reported().digest);
    },
  );
});
