import { describe, expect, it } from 'vitest';
import { gitHubOfTests } from '../testing/github-of-tests.ts';
import { repository } from '../testing/repository.ts';

const github = gitHubOfTests();

describe('A token', () => {
  it.each<[string, () => Readonly<Record<string, string | undefined>>, string]>([
    ['that is not there', () => ({ GITHUB_TOKEN: undefined }), 'TOKEN_MISSING'],
    ['that is wrong', () => ({ GITHUB_TOKEN: 'github_pat_wrong' }), 'TOKEN_REFUSED'],
    [
      'of somebody who may not administer',
      () => {
        github.state.isAdministrator = false;
        return {};
      },
      'TOKEN_TOO_WEAK',
    ],
    [
      'with other scopes',
      () => {
        github.state.scopes = 'read:org, gist';
        return {};
      },
      'TOKEN_TOO_WEAK',
    ],
    [
      'that may read alone',
      () => {
        github.state.refuse = () => 403;
        return {};
      },
      'TOKEN_TOO_WEAK',
    ],
  ])('%s is refused, and nothing is set', async (_, variables, problem) => {
    const { code, stderr } = await repository(github, ['apply', '--yes'], {
      variables: variables(),
    });
    expect(stderr).toContain(`${problem}: `);
    expect(stderr).toContain('What to do: ');
    expect(stderr).not.toContain('github_pat_');
    expect(code).toBe(2);
    expect(github.state.changes).toEqual([]);
  });
});

describe('When GitHub does not do as asked', () => {
  it('says how far it came, and goes on from there', async () => {
    github.state.refuse = (_, path) => (path.endsWith('/environments/dev') ? 422 : undefined);
    const { code, stderr } = await repository(github, ['apply', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('GITHUB_REFUSED: setting environment dev: refused by the test');
    expect(stderr).toContain('3 of 7 are set.');
    github.state.refuse = undefined;
    github.state.changes.length = 0;
    const { stderr: later } = await repository(github, ['apply', '--yes']);
    expect(later).not.toContain('set ruleset');
    expect(later).toContain('set environment registry');
  });

  // As with GitHub Team, in a private repository.
  it('has set all that its plan allows before it refuses who has to agree', async () => {
    github.state.refuse = (_, path, body) =>
      path.includes('/environments/') && 'reviewers' in body ? 422 : undefined;
    const { code, stderr } = await repository(github, ['apply', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('GITHUB_REFUSED: setting environment production');
    expect(stderr).toContain('6 of 7 are set.');
    expect([...github.state.environments.keys()]).toEqual(['dev', 'registry', 'staging']);
    expect((await repository(github, ['check'])).stdout).toContain('1 to set');
  });

  it.each([
    ['no such repository', { GITHUB_REPOSITORY: 'modax/other' }, 'REPOSITORY_NOT_FOUND'],
    ['nobody there', { GITHUB_API_URL: 'http://127.0.0.1:9' }, 'GITHUB_UNREACHABLE'],
  ])('%s', async (_, variables, problem) => {
    const { code, stderr } = await repository(github, ['check'], { variables });
    expect(stderr).toContain(`${problem}: `);
    expect(code).toBe(2);
  });

  it('says that there is nobody who could agree', async () => {
    github.state.teams.clear();
    const { code, stderr } = await repository(github, ['apply', '--yes']);
    expect(stderr).toContain('REVIEWER_UNKNOWN: no team team-lead has access to the repository');
    expect(code).toBe(2);
    expect(github.state.changes).toEqual([]);
  });
});
