import { describe, expect, it } from 'vitest';
import { gitHubOfTests } from '../testing/github-of-tests.ts';
import { releaseCheckouts } from '../testing/release-checkout.ts';

const github = gitHubOfTests();
const given = releaseCheckouts(github);

describe('A release on GitHub', () => {
  it('is made of what the changelog says, and a second time left as it is', async () => {
    expect((await given.checkout.repository('announce', 'v1.2.0')).stdout).toBe(
      'v1.2.0: announced\n',
    );
    expect(github.state.releases.get('v1.2.0')).toMatchObject({
      name: 'v1.2.0',
      body: '### Features\n\n- stops at once',
      prerelease: false,
    });
    github.state.changes.length = 0;
    expect((await given.checkout.repository('announce', 'v1.2.0')).stdout).toBe(
      'v1.2.0: as it was\n',
    );
    expect(github.state.changes).toEqual([]);
  });

  it('stays as somebody has changed it', async () => {
    await given.checkout.repository('announce', 'v1.2.0');
    const there = github.state.releases.get('v1.2.0') ?? {};
    github.state.releases.set('v1.2.0', { ...there, body: 'with a known issue' });
    expect((await given.checkout.repository('announce', 'v1.2.0')).stdout).toBe(
      'v1.2.0: as it was\n',
    );
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
    const { code, stderr } = await given.checkout.repository('announce', 'v1.2.0');
    expect(stderr).toContain(`RELEASE_REFUSED: ${why}`);
    expect(code).toBe(2);
    expect(github.state.changes).toEqual([]);
  });

  it('is told when a token may not make it', async () => {
    github.state.refuse = () => 403;
    const { code, stderr } = await given.checkout.repository('announce', 'v1.2.0');
    expect(stderr).toContain('TOKEN_TOO_WEAK: announcing v1.2.0');
    expect(code).toBe(2);
  });
});
