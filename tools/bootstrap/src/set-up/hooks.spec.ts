import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { git, initialise } from '../testing/git.ts';
import { listeningSession, type ListeningSession } from '../testing/sessions.ts';
import { installHooks } from './hooks.ts';

function clone(environment: Readonly<Record<string, string>> = {}): ListeningSession {
  const root = temporaryFolder();
  writeFiles(root, { '.husky/pre-push': 'true\n' });
  initialise(root);
  return listeningSession(root, environment);
}

function hooksPath({ root }: ListeningSession): string {
  return git(root, 'config', '--default', 'unset', '--get', 'core.hooksPath');
}

describe('Git hooks', () => {
  it('are installed, and stay', async () => {
    const session = clone();
    await installHooks(session);
    await installHooks(session);
    expect(hooksPath(session)).toBe('.husky/_');
    expect(existsSync(join(session.root, '.husky/_/pre-push'))).toBe(true);
    expect(session.told()).toBe('');
  });

  it('are installed again when their folder was cleaned away', async () => {
    const session = clone();
    await installHooks(session);
    git(session.root, 'clean', '-fdxq');
    await installHooks(session);
    expect(existsSync(join(session.root, '.husky/_/pre-push'))).toBe(true);
  });

  it.each([{ CI: 'true' }, { HUSKY: '0' }])('are not installed with %o', async (environment) => {
    const session = clone(environment);
    await installHooks(session);
    expect(hooksPath(session)).toBe('unset');
  });

  it('are installed where CI is said to be false', async () => {
    const session = clone({ CI: 'false' });
    await installHooks(session);
    expect(hooksPath(session)).toBe('.husky/_');
  });

  it('leave a person’s own folder alone, and say so', async () => {
    const session = clone();
    git(session.root, 'config', 'core.hooksPath', 'my-hooks');
    await installHooks(session);
    expect(hooksPath(session)).toBe('my-hooks');
    expect(session.told()).toBe('git hooks stay in my-hooks, where you have put them\n');
  });

  it('are of no concern in an unpacked archive', async () => {
    const session = listeningSession(temporaryFolder());
    await installHooks(session);
    expect(session.told()).toBe('');
  });

  it('are installed in a worktree', async () => {
    const session = clone();
    const worktree = join(temporaryFolder(), 'tree');
    git(session.root, 'worktree', 'add', '--quiet', worktree);
    const inWorktree = { ...session, root: worktree };
    await installHooks(inWorktree);
    expect(hooksPath(inWorktree)).toBe('.husky/_');
    expect(existsSync(join(worktree, '.husky/_/pre-push'))).toBe(true);
  });
});
