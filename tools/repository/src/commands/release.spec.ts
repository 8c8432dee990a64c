import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubOfTests } from '../testing/github-of-tests.ts';
import type { StoredCheckRun } from '../testing/github-state.ts';
import { repository as repositoryOf, type Told } from '../testing/repository.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CHECKS = ['Python CI', 'Docker Build', 'Integration Tests', 'Security Scan'];
const OF_TAG = { suite: 9, branch: 'v1.2.0', event: 'push' };
const CHANGELOG = '# 1.2.0 (2026-11-27)\n\n### Features\n\n- stops at once\n';

const github = gitHubOfTests();
let checkout: string;
let waits: number;
/** What becomes while it waits. */
let whileWaiting: () => void;

/** A clone with the tag v1.2.0 checked out, as `npm run release` makes it. */
beforeEach(() => {
  github.state.checkRuns = [ended('success')];
  github.state.workflowRuns = [...github.state.workflowRuns, OF_TAG];
  waits = 0;
  whileWaiting = () => undefined;
  checkout = mkdtempSync(join(tmpdir(), 'modax-release-'));
  cpSync(join(ROOT, '.github'), join(checkout, '.github'), { recursive: true });
  write(
    'nx.json',
    JSON.stringify({ release: { groups: { layers: { projects: ['pump', 'panel'] } } } }),
  );
  write('apps/pump/pyproject.toml', '[project]\nversion = "1.2.0"\n');
  write('apps/panel/package.json', '{ "version": "1.2.0" }');
  write('CHANGELOG.md', CHANGELOG);
  git('init', '--quiet', '--initial-branch=main');
  commit('feat: release 1.2.0');
  git('tag', 'v1.2.0');
  seenByOthers();
});

afterEach(() => {
  rmSync(checkout, { recursive: true });
});

/** What checks main, and what scans the images of the tag. */
function ended(
  conclusion: string | null,
  ofTag: string | null = 'success',
): readonly StoredCheckRun[] {
  const scan = { name: 'Docker Build', conclusion: ofTag, suite: OF_TAG.suite };
  return [...CHECKS.map((name) => ({ name, conclusion })), scan];
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  writeFileSync(join(checkout, file), text);
}

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@modax.example'];
  execFileSync('git', [...identity, ...words], { cwd: checkout });
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', `--message=${message}`);
}

function seenByOthers(): void {
  git('update-ref', 'refs/remotes/origin/main', 'refs/heads/main');
  github.state.tags.set('v1.2.0', commitOf('v1.2.0'));
}

function commitOf(name: string): string {
  const words = ['rev-parse', `${name}^{commit}`];
  return execFileSync('git', words, { cwd: checkout, encoding: 'utf8' }).trim();
}

/** `npm run repository -- …` for the rules of that clone. */
function repository(...words: readonly string[]): Promise<Told> {
  return repositoryOf(github, words, {
    root: checkout,
    wait: () => {
      waits += 1;
      whileWaiting();
      return Promise.resolve();
    },
  });
}

describe('A release tag', () => {
  it('may be released when all that main requires has passed', async () => {
    const { code, stdout } = await repository('verify', 'v1.2.0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^v1\.2\.0 \([0-9a-f]{40}\) may be released\n$/);
    expect(github.state.changes).toEqual([]);
  });

  it('has the checks of the merge that has brought it', async () => {
    write('CHANGELOG.md', '');
    commit('feat: not yet');
    git('checkout', '--quiet', '-b', 'release');
    write('CHANGELOG.md', CHANGELOG);
    commit('feat: release 1.2.0');
    git('tag', '--force', 'v1.2.0');
    git('checkout', '--quiet', 'main');
    git('merge', '--quiet', '--no-ff', '--message=merge', 'release');
    const merge = commitOf('main');
    write('later', '');
    commit('feat: later');
    seenByOthers();
    git('checkout', '--quiet', 'v1.2.0');
    expect((await repository('verify', 'v1.2.0')).code).toBe(0);
    const tagged = commitOf('v1.2.0');
    expect(github.state.checked).toEqual([merge, merge, tagged, tagged]);
  });

  it('is waited for while its checks run', async () => {
    github.state.checkRuns = [[], ended(null), ended('success')];
    const { code, stderr } = await repository('verify', 'v1.2.0');
    expect(code).toBe(0);
    expect(waits).toBe(2);
    expect(stderr).toContain('waiting for Python CI, Docker Build');
  });

  it('is not vouched for by what ran for itself, or for a pull request', async () => {
    const [main] = github.state.workflowRuns;
    const ofTag = { suite: 2, branch: 'v1.2.0', event: 'push' };
    const ofFork = { suite: 3, branch: 'main', event: 'pull_request' };
    if (main !== undefined) github.state.workflowRuns = [main, ofTag, ofFork];
    const others = [2, 3].flatMap((suite) => ended('success').map((run) => ({ ...run, suite })));
    github.state.checkRuns = [others, [...others, ...ended('failure')]];
    const { code, stderr } = await repository('verify', 'v1.2.0');
    expect(waits).toBe(1);
    expect(code).toBe(2);
    expect(stderr).toContain('RELEASE_REFUSED: Python CI: failure');
  });

  it('is waited for while its images are scanned, and refused for what has become known of them since', async () => {
    github.state.checkRuns = [
      ended('success', null),
      ended('success', null),
      ended('success', 'failure'),
    ];
    const { code, stderr } = await repository('verify', 'v1.2.0');
    expect(waits).toBe(1);
    expect(stderr).toContain('waiting for Docker Build of v1.2.0');
    expect(stderr).toContain('RELEASE_REFUSED: Docker Build: failure (of v1.2.0)');
    expect(code).toBe(2);
  });

  it.each([
    ['on a Monday', 'schedule'],
    ['when a person asked', 'workflow_dispatch'],
  ])('is refused for what has become known %s since', async (_, event) => {
    const later = { suite: 2, branch: 'main', event };
    github.state.workflowRuns = [...github.state.workflowRuns, later];
    const [known] = ended('failure').filter(({ name }) => name === 'Security Scan');
    if (known !== undefined)
      github.state.checkRuns = [[...ended('success'), { ...known, suite: 2 }]];
    const { code, stderr } = await repository('verify', 'v1.2.0');
    expect(code).toBe(2);
    expect(stderr).toContain('RELEASE_REFUSED: Security Scan: failure');
  });

  it('is waited for while a scan runs that a person has started, of which there is no check yet', async () => {
    const scan = { suite: 2, branch: 'main', event: 'workflow_dispatch', running: 'Security Scan' };
    const before = github.state.workflowRuns;
    github.state.workflowRuns = [...before, scan];
    whileWaiting = () => (github.state.workflowRuns = before);
    const { code, stderr } = await repository('verify', 'v1.2.0');
    expect({ code, waits }).toEqual({ code: 0, waits: 1 });
    expect(stderr).toContain('waiting for Security Scan of main');
  });

  it.each<[string, () => void, string]>([
    [
      'whose check failed',
      () => (github.state.checkRuns = [ended('failure')]),
      'Python CI: failure',
    ],
    [
      'that is not on main',
      () => {
        git('checkout', '--quiet', '-b', 'elsewhere');
        commitElsewhere();
      },
      'which is not on main',
    ],
    [
      'of another version than the projects',
      () => {
        write('apps/pump/pyproject.toml', '[project]\nversion = "1.1.0"\n');
        retag();
      },
      'v1.2.0 is 1.2.0, and pump states 1.1.0',
    ],
    [
      'of another version than a project in TypeScript',
      () => {
        write('apps/panel/package.json', '{ "version": "1.1.0" }');
        retag();
      },
      'v1.2.0 is 1.2.0, and panel states 1.1.0',
    ],
    [
      'of which the changelog says nothing',
      () => {
        write('CHANGELOG.md', '');
        retag();
      },
      'CHANGELOG.md says nothing of 1.2.0',
    ],
    [
      'of a commit that came to main after its version',
      () => {
        write('more', '');
        retag();
      },
      'and main had 1.2.0 before that',
    ],
    [
      'that is not checked out',
      () => {
        write('more', '');
        commit('feat: more');
      },
      'v1.2.0 is not what is checked out',
    ],
    [
      'that is not there',
      () => {
        git('tag', '--delete', 'v1.2.0');
      },
      'there is no tag v1.2.0',
    ],
    [
      'of projects that nobody names',
      () => {
        write('nx.json', '{"release": {"groups": {"layers": {"projects": "pump"}}}}');
        retag();
      },
      'nx.json names no projects that are released',
    ],
  ])('%s is refused', async (_, harm, why) => {
    harm();
    for (const command of ['verify', 'announce'] as const) {
      // What the checks say concerns the job that waits for them.
      if (command === 'announce' && why.includes('failure')) continue;
      const { code, stderr } = await repository(command, 'v1.2.0');
      expect(stderr).toContain('RELEASE_REFUSED: ');
      expect(stderr).toContain(why);
      expect(code).toBe(2);
    }
    expect(github.state.changes).toEqual([]);
  });

  function retag(): void {
    commit('feat: again');
    git('tag', '--force', 'v1.2.0');
    seenByOthers();
  }

  function commitElsewhere(): void {
    write('more', '');
    commit('feat: elsewhere');
    git('tag', '--force', 'v1.2.0');
  }

  it.each(['1.2.0', 'v1.2', 'v1.2.0+build', 'v01.2.0', 'v1.2.0;x', '--yes'])(
    'is not %s',
    async (tag) => {
      expect((await repository('verify', tag)).code).toBe(2);
    },
  );
});

describe('A release on GitHub', () => {
  it('is made of what the changelog says, and a second time left as it is', async () => {
    expect((await repository('announce', 'v1.2.0')).stdout).toBe('v1.2.0: announced\n');
    expect(github.state.releases.get('v1.2.0')).toMatchObject({
      name: 'v1.2.0',
      body: '### Features\n\n- stops at once',
      prerelease: false,
    });
    github.state.changes.length = 0;
    expect((await repository('announce', 'v1.2.0')).stdout).toBe('v1.2.0: as it was\n');
    expect(github.state.changes).toEqual([]);
  });

  it('stays as somebody has changed it', async () => {
    await repository('announce', 'v1.2.0');
    const there = github.state.releases.get('v1.2.0') ?? {};
    github.state.releases.set('v1.2.0', { ...there, body: 'with a known issue' });
    expect((await repository('announce', 'v1.2.0')).stdout).toBe('v1.2.0: as it was\n');
    expect(github.state.releases.get('v1.2.0')).toMatchObject({ body: 'with a known issue' });
  });

  it.each([
    [
      'GitHub has no tag v1.2.0',
      () => {
        github.state.tags.clear();
      },
    ],
    ["GitHub's v1.2.0 names", () => github.state.tags.set('v1.2.0', '0'.repeat(40))],
  ])('is not made where %s', async (why, harm) => {
    harm();
    const { code, stderr } = await repository('announce', 'v1.2.0');
    expect(stderr).toContain(`RELEASE_REFUSED: ${why}`);
    expect(code).toBe(2);
    expect(github.state.changes).toEqual([]);
  });

  it('is told when a token may not make it', async () => {
    github.state.refuse = () => 403;
    const { code, stderr } = await repository('announce', 'v1.2.0');
    expect(stderr).toContain('TOKEN_TOO_WEAK: announcing v1.2.0');
    expect(code).toBe(2);
  });
});
