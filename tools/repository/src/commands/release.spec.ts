import { describe, expect, it } from 'vitest';
import { gitHubOfTests } from '../testing/github-of-tests.ts';
import { CHANGELOG, ended, releaseCheckouts } from '../testing/release-checkout.ts';

const github = gitHubOfTests();
const given = releaseCheckouts(github);

describe('A release tag', () => {
  it('may be released when all that main requires has passed', async () => {
    const { code, stdout } = await given.checkout.repository('verify', 'v1.2.0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^v1\.2\.0 \([0-9a-f]{40}\) may be released\n$/);
    expect(github.state.changes).toEqual([]);
  });

  it('has the checks of the merge that has brought it', async () => {
    given.checkout.write('CHANGELOG.md', '');
    given.checkout.commit('feat: not yet');
    given.checkout.git('checkout', '--quiet', '-b', 'release');
    given.checkout.write('CHANGELOG.md', CHANGELOG);
    given.checkout.commit('feat: release 1.2.0');
    given.checkout.git('tag', '--force', 'v1.2.0');
    given.checkout.git('checkout', '--quiet', 'main');
    given.checkout.git('merge', '--quiet', '--no-ff', '--message=merge', 'release');
    const merge = given.checkout.commitOf('main');
    given.checkout.write('later', '');
    given.checkout.commit('feat: later');
    given.checkout.seenByOthers();
    given.checkout.git('checkout', '--quiet', 'v1.2.0');
    expect((await given.checkout.repository('verify', 'v1.2.0')).code).toBe(0);
    const tagged = given.checkout.commitOf('v1.2.0');
    expect(github.state.checked).toEqual([merge, merge, tagged, tagged]);
  });

  it('is waited for while its checks run', async () => {
    github.state.checkRuns = [[], ended(null), ended('success')];
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect(code).toBe(0);
    expect(given.checkout.waits).toBe(2);
    expect(stderr).toContain('waiting for Python CI, Docker Build');
  });

  it('is not vouched for by what ran for itself, or for a pull request', async () => {
    const [main] = github.state.workflowRuns;
    const ofTag = { suite: 2, branch: 'v1.2.0', event: 'push' };
    const ofFork = { suite: 3, branch: 'main', event: 'pull_request' };
    if (main !== undefined) github.state.workflowRuns = [main, ofTag, ofFork];
    const others = [2, 3].flatMap((suite) => ended('success').map((run) => ({ ...run, suite })));
    github.state.checkRuns = [others, [...others, ...ended('failure')]];
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect(given.checkout.waits).toBe(1);
    expect(code).toBe(2);
    expect(stderr).toContain('RELEASE_REFUSED: Python CI: failure');
  });

  it('is waited for while its images are scanned, and refused for what has become known of them since', async () => {
    github.state.checkRuns = [
      ended('success', null),
      ended('success', null),
      ended('success', 'failure'),
    ];
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect(given.checkout.waits).toBe(1);
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
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect(code).toBe(2);
    expect(stderr).toContain('RELEASE_REFUSED: Security Scan: failure');
  });

  it('is waited for while a scan runs that a person has started, of which there is no check yet', async () => {
    const scan = { suite: 2, branch: 'main', event: 'workflow_dispatch', running: 'Security Scan' };
    const before = github.state.workflowRuns;
    github.state.workflowRuns = [...before, scan];
    given.checkout.whileWaiting = () => (github.state.workflowRuns = before);
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect({ code, waits: given.checkout.waits }).toEqual({ code: 0, waits: 1 });
    expect(stderr).toContain('waiting for Security Scan of main');
  });

  it('is refused for a scan that ends while GitHub is asked', async () => {
    const scan = { suite: 2, branch: 'main', event: 'workflow_dispatch' };
    const before = github.state.workflowRuns;
    github.state.workflowRuns = [...before, { ...scan, running: 'Security Scan' }];
    const found = { name: 'Security Scan', conclusion: 'failure', suite: scan.suite };
    const answers = [ended('success'), [...ended('success'), found]];
    Object.defineProperty(github.state, 'checkRuns', {
      get: () => {
        github.state.workflowRuns = [...before, scan];
        return answers;
      },
    });
    const { code, stderr } = await given.checkout.repository('verify', 'v1.2.0');
    expect(stderr).toContain('RELEASE_REFUSED: Security Scan: failure');
    expect({ code, waits: given.checkout.waits }).toEqual({ code: 2, waits: 1 });
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
        given.checkout.git('checkout', '--quiet', '-b', 'elsewhere');
        commitElsewhere();
      },
      'which is not on main',
    ],
    [
      'of another version than the projects',
      () => {
        given.checkout.write('apps/pump/pyproject.toml', '[project]\nversion = "1.1.0"\n');
        retag();
      },
      'v1.2.0 is 1.2.0, and pump states 1.1.0',
    ],
    [
      'of another version than a project in TypeScript',
      () => {
        given.checkout.write('apps/panel/package.json', '{ "version": "1.1.0" }');
        retag();
      },
      'v1.2.0 is 1.2.0, and panel states 1.1.0',
    ],
    [
      'of which the changelog says nothing',
      () => {
        given.checkout.write('CHANGELOG.md', '');
        retag();
      },
      'CHANGELOG.md says nothing of 1.2.0',
    ],
    [
      'of a commit that came to main after its version',
      () => {
        given.checkout.write('more', '');
        retag();
      },
      'and main had 1.2.0 before that',
    ],
    [
      'that is not checked out',
      () => {
        given.checkout.write('more', '');
        given.checkout.commit('feat: more');
      },
      'v1.2.0 is not what is checked out',
    ],
    [
      'that is not there',
      () => {
        given.checkout.git('tag', '--delete', 'v1.2.0');
      },
      'there is no tag v1.2.0',
    ],
    [
      'of projects that nobody names',
      () => {
        given.checkout.write(
          'nx.json',
          '{"release": {"groups": {"layers": {"projects": "pump"}}}}',
        );
        retag();
      },
      'nx.json names no projects that are released',
    ],
  ])('%s is refused', async (_, harm, why) => {
    harm();
    for (const command of ['verify', 'announce'] as const) {
      // What the checks say concerns the job that waits for them.
      if (command === 'announce' && why.includes('failure')) continue;
      const { code, stderr } = await given.checkout.repository(command, 'v1.2.0');
      expect(stderr).toContain('RELEASE_REFUSED: ');
      expect(stderr).toContain(why);
      expect(code).toBe(2);
    }
    expect(github.state.changes).toEqual([]);
  });

  function retag(): void {
    given.checkout.commit('feat: again');
    given.checkout.git('tag', '--force', 'v1.2.0');
    given.checkout.seenByOthers();
  }

  function commitElsewhere(): void {
    given.checkout.write('more', '');
    given.checkout.commit('feat: elsewhere');
    given.checkout.git('tag', '--force', 'v1.2.0');
  }

  it.each(['1.2.0', 'v1.2', 'v1.2.0+build', 'v01.2.0', 'v1.2.0;x', '--yes'])(
    'is not %s',
    async (tag) => {
      expect((await given.checkout.repository('verify', tag)).code).toBe(2);
    },
  );
});
