import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { commitAll, git, initialise } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
import { committedState, readLastGreen, scopeSince, writeLastGreen } from './last-green.ts';

function repository(): string {
  const root = temporaryFolder();
  writeFiles(root, { 'file.txt': 'one' });
  initialise(root);
  return root;
}

const head = (root: string): string => git(root, 'rev-parse', 'HEAD');

describe('What has to be looked at', () => {
  it('is everything on the first run', async () => {
    const session = listeningSession(repository());
    expect(await scopeSince(session, undefined, 'here')).toMatchObject({ kind: 'everything' });
  });

  it('is what differs from the last green commit', async () => {
    const root = repository();
    const lastGreen = { head: head(root), surroundings: 'here' };
    writeFiles(root, { 'file.txt': 'two' });
    commitAll(root, 'second');
    expect(await scopeSince(listeningSession(root), lastGreen, 'here')).toEqual({
      kind: 'affected',
      base: lastGreen.head,
    });
  });

  it('is everything when something outside git is different', async () => {
    const root = repository();
    const lastGreen = { head: head(root), surroundings: 'there' };
    expect(await scopeSince(listeningSession(root), lastGreen, 'here')).toMatchObject({
      kind: 'everything',
    });
  });

  it('is everything on another branch: what the last run saw may be missing there', async () => {
    const root = repository();
    git(root, 'switch', '--quiet', '--create', 'feature');
    writeFiles(root, { 'file.txt': 'two' });
    const lastGreen = { head: commitAll(root, 'second'), surroundings: 'here' };
    git(root, 'switch', '--quiet', 'main');
    expect(await scopeSince(listeningSession(root), lastGreen, 'here')).toMatchObject({
      kind: 'everything',
    });
  });

  it.each(['0123456789012345678901234567890123456789', '--output=x', ''])(
    'is everything when the commit is %j',
    async (gone) => {
      const lastGreen = { head: gone, surroundings: 'here' };
      expect(await scopeSince(listeningSession(repository()), lastGreen, 'here')).toMatchObject({
        kind: 'everything',
      });
    },
  );
});

describe('The state that can be recorded as green', () => {
  it('is a commit when nothing else is there', async () => {
    const root = repository();
    expect(await committedState(listeningSession(root))).toBe(head(root));
  });

  it.each([
    ['changed', 'file.txt'],
    ['untracked', 'new.txt'],
  ])('is none with a file that is %s', async (_, file) => {
    const root = repository();
    writeFiles(root, { [file]: 'two' });
    expect(await committedState(listeningSession(root))).toBeUndefined();
  });

  it('is none with a new file where a person has set git not to show such', async () => {
    const root = repository();
    git(root, 'config', 'status.showUntrackedFiles', 'no');
    writeFiles(root, { 'new.txt': 'two' });
    expect(await committedState(listeningSession(root))).toBeUndefined();
  });

  it('is none outside a repository', async () => {
    expect(await committedState(listeningSession(temporaryFolder()))).toBeUndefined();
  });
});

describe('The record of the last green run', () => {
  it('is read as it was written', () => {
    const root = temporaryFolder();
    const lastGreen = { head: 'abc', surroundings: 'here' };
    writeLastGreen(root, lastGreen);
    expect(readLastGreen(root)).toEqual(lastGreen);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"head":"abc"}',
    '{"surroundings":"here"}',
    '{"head":1,"surroundings":2}',
  ])('is none when the file holds %j', (text) => {
    const root = temporaryFolder();
    writeFiles(root, { '.modax/pipeline.json': text });
    expect(readLastGreen(root)).toBeUndefined();
  });
});
