import { describe, expect, test } from 'vitest';
import { gitEvent } from './git-event.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';
const checkout = { revision, releaseTags: [] };

describe('on GitHub', () => {
  const onGitHub = (reference: string) =>
    gitEvent(
      { GITHUB_ACTIONS: 'true', GITHUB_REF: reference, GITHUB_SHA: revision },
      { revision, branch: 'other', releaseTags: ['v1.2.3'] },
    );

  test('another commit than that of the event has none of its names', () => {
    const variables = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: revision.replace('0', '1'),
    };
    expect(gitEvent(variables, { ...checkout, branch: 'main' })).toBeUndefined();
  });

  test.each([
    ['refs/heads/main', { kind: 'branch', branch: 'main', revision }],
    ['refs/heads/feature/tags/v1', { kind: 'branch', branch: 'feature/tags/v1', revision }],
    ['refs/pull/12/merge', { kind: 'pull-request', number: 12, revision }],
    ['refs/tags/v1.2.3', { kind: 'release', tag: 'v1.2.3', revision }],
  ])('%s', (reference, event) => {
    expect(onGitHub(reference)).toEqual(event);
  });

  test.each([
    'refs/tags/nightly',
    'refs/tags/v9.9.9',
    'refs/pull/0/merge',
    'refs/pull/1;id/merge',
    'main',
    '',
  ])('%j is no event that names an image', (reference) => {
    expect(onGitHub(reference)).toBeUndefined();
  });
});

describe('at a desk', () => {
  test('a branch is a branch, though its commit has been released', () => {
    const place = { revision, branch: 'main', releaseTags: ['v1.2.3'] };
    expect(gitEvent({}, place)).toEqual({ kind: 'branch', branch: 'main', revision });
  });

  test('a checkout of a release tag is that release', () => {
    expect(gitEvent({}, { revision, releaseTags: ['v1.2.3'] })).toEqual({
      kind: 'release',
      tag: 'v1.2.3',
      revision,
    });
  });

  test('a bare commit, or one with two releases, is neither', () => {
    expect(gitEvent({}, checkout)).toBeUndefined();
    expect(gitEvent({}, { revision, releaseTags: ['v1.2.3', 'v1.2.4'] })).toBeUndefined();
  });

  test('a left-over variable of GitHub says nothing', () => {
    const place = { ...checkout, branch: 'main' };
    expect(gitEvent({ GITHUB_REF: 'refs/tags/v9.9.9' }, place)).toMatchObject({ kind: 'branch' });
  });
});
