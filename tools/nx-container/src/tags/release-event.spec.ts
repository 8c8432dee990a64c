import { describe, expect, test } from 'vitest';
import { releaseEvent } from './release-event.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';
const onBranch = { revision, branch: 'main', releaseTags: ['v1.2.3'] };
const release = { kind: 'release', tag: 'v1.2.3', revision };

describe('the release that is published', () => {
  test('is that of the newest commit of a branch', () => {
    expect(releaseEvent({}, onBranch)).toEqual(release);
    expect(releaseEvent({}, onBranch, 'v1.2.3')).toEqual(release);
  });

  test('is none of a commit without that tag, or with several', () => {
    expect(releaseEvent({}, { ...onBranch, releaseTags: [] })).toBeUndefined();
    expect(releaseEvent({}, onBranch, 'v1.2.4')).toBeUndefined();
    const two = { ...onBranch, releaseTags: ['v1.2.3', 'v1.2.4'] };
    expect(releaseEvent({}, two)).toBeUndefined();
    expect(releaseEvent({}, two, 'v1.2.3')).toEqual(release);
  });

  test('is that of GitHub where it runs for a tag, and none where it runs for a branch', () => {
    const github = { GITHUB_ACTIONS: 'true', GITHUB_SHA: revision };
    const two = { ...onBranch, releaseTags: ['v1.2.3', 'v1.2.4'] };
    expect(releaseEvent({ ...github, GITHUB_REF: 'refs/tags/v1.2.3' }, two)).toEqual(release);
    expect(releaseEvent({ ...github, GITHUB_REF: 'refs/heads/main' }, onBranch)).toBeUndefined();
  });
});
