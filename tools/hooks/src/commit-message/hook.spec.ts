import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Checkout } from '../testing/checkout.ts';

function commit(checkout: Checkout, message: string): ReturnType<Checkout['try']> {
  return checkout.try(['git', 'commit', '--quiet', '--allow-empty', '--message', message]);
}

describe('The message of a commit', () => {
  it('is refused with what is wrong, where, and an example; the commit is not made', () => {
    const checkout = new Checkout();
    const before = checkout.git('rev-parse', 'HEAD');
    const { code, stderr } = commit(checkout, 'Fixed the pump.');
    expect(code).toBe(1);
    expect(stderr).toContain("  | Fixed the pump.\n  line 1, column 1: 'Fixed' is no type");
    expect(stderr).toContain('an example:\n  | fix(control-layer): ');
    expect(stderr).toContain('your message is kept in .git/COMMIT_EDITMSG');
    expect(checkout.git('rev-parse', 'HEAD')).toBe(before);
    expect(checkout.read('.git/COMMIT_EDITMSG')).toBe('Fixed the pump.\n');
  });

  it('is accepted as git writes it itself: merge, revert, fixup, cherry-pick', () => {
    const checkout = new Checkout();
    expect(commit(checkout, 'feat(pump)!: one').code).toBe(0);
    checkout.git('switch', '--quiet', '--create', 'side');
    checkout.stage('side.txt', 'side\n');
    expect(checkout.commit().code).toBe(0);
    checkout.git('switch', '--quiet', 'main');
    checkout.git('merge', '--quiet', '--no-ff', '--no-edit', 'side');
    checkout.git('revert', '--no-edit', '-m', '1', 'HEAD');
    checkout.git('commit', '--quiet', '--allow-empty', '--fixup', 'HEAD');
    checkout.git('cherry-pick', '--allow-empty', 'side');
    expect(checkout.git('log', '--format=%s').split('\n')).toHaveLength(8);
  });

  it('is judged with its comments where git keeps them', () => {
    const checkout = new Checkout();
    const git = (...words: readonly string[]) =>
      checkout.try(['git', 'commit', '--quiet', '--allow-empty', ...words]);
    const hidden = ['-m', '# not conventional at all', '-m', 'fix: one'];
    expect(git(...hidden)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("line 1, column 1: '#' is no type") as string,
    });
    checkout.git('config', 'commit.cleanup', 'strip');
    expect(git(...hidden).code).toBe(0);
    expect(checkout.git('log', '-1', '--format=%B').trim()).toBe('fix: one');
    checkout.git('config', 'commit.cleanup', 'whitespace');
    expect(git(...hidden).code).toBe(1);
  });

  it('may have comments of the person’s own kind', async () => {
    const checkout = new Checkout();
    checkout.git('config', 'core.commentChar', ';');
    checkout.write('message', 'feat: one\n\n; a comment\n');
    checkout.write('wrong', '; a comment\n');
    expect((await checkout.hook('commit-msg', [join(checkout.root, 'message')])).code).toBe(0);
    expect((await checkout.hook('commit-msg', [join(checkout.root, 'wrong')])).stderr).toContain(
      'the message is empty',
    );
  });
});
