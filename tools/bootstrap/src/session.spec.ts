import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, ending, execute, sessionEnvironment } from './session.ts';
import { Interrupted } from './stage-0/problem.mjs';
import { temporaryFolder } from './testing/folders.ts';
import { git } from './testing/git.ts';
import { listeningSession } from './testing/sessions.ts';

const output = { stdout: 'out', stderr: 'err', durationMs: 1 };

it('a session works in its checkout, wherever a hook or a person has led git', async () => {
  const root = temporaryFolder();
  const other = temporaryFolder();
  git(root, 'init', '--quiet');
  git(other, 'init', '--quiet');
  const led = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: 'none' };
  const { environment } = listeningSession(root);
  const session = {
    ...listeningSession(root),
    environment: sessionEnvironment({ ...environment, ...led }),
  };
  const top = await ask(session, ['git', 'rev-parse', '--show-toplevel']);
  expect(top).toBe(`${root}\n`);
});

describe('A program that is asked something', () => {
  it('answers', async () => {
    expect(
      await ask(listeningSession(temporaryFolder()), ['/bin/sh', '-c', 'pwd >&2; echo yes']),
    ).toBe('yes\n');
  });

  it.each([['/bin/sh', '-c', 'echo no; exit 1'] as const, ['/nowhere/program'] as const])(
    'gives no answer as %j',
    async (...argv) => {
      expect(await ask(listeningSession(temporaryFolder()), argv)).toBeUndefined();
    },
  );

  it('is not asked any more after an interruption', async () => {
    const session = listeningSession(temporaryFolder(), {}, AbortSignal.abort());
    await expect(execute(session, ['/bin/true'], { deadlineMs: 1000 })).rejects.toBeInstanceOf(
      Interrupted,
    );
  });
});

describe('How a program ended', () => {
  it.each([
    [{ kind: 'exited', code: 3, ...output } as const, 'ended with exit code 3', 'out\nerr'],
    [{ kind: 'killed', signal: 'SIGKILL', ...output } as const, 'was ended by SIGKILL', 'out\nerr'],
    [
      { kind: 'timed-out', deadlineMs: 5000, ...output } as const,
      'took longer than 5 s',
      'out\nerr',
    ],
    [
      { kind: 'too-much-output', limitBytes: 9, ...output } as const,
      'printed without end',
      'out\nerr',
    ],
    [{ kind: 'cancelled', ...output } as const, 'was interrupted', 'out\nerr'],
    [{ kind: 'not-found', program: 'uv' } as const, 'is not on PATH', ''],
    [
      { kind: 'not-executable', program: 'uv', reason: 'permission denied' } as const,
      'cannot be started',
      'permission denied',
    ],
  ])('%o is told in words', (outcome, how, said) => {
    expect(ending(outcome)).toEqual({ how, said });
  });
});
