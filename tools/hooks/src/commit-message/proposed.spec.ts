import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { proposedComplaints } from './proposed.ts';

const commit = { revision: '0123456', message: 'feat: a pump\n\nWith a valve.\n' };

test('a pull request of Conventional Commits is well', () => {
  expect(proposedComplaints('feat(ai-layer): a pump', [commit], 'somebody')).toEqual([]);
  expect(proposedComplaints('Revert "feat: a pump"', [commit], 'somebody')).toEqual([]);
});

test('the title and each message are judged, and shown as what they are', () => {
  const complaints = proposedComplaints(
    'Fix \u001b[31mstuff',
    [commit, { revision: '89abcde', message: 'wip\n' }],
    'somebody',
  );
  expect(complaints).toEqual([
    expect.stringContaining('the title of the pull request is not a Conventional Commit'),
    expect.stringContaining('the message of 89abcde is not a Conventional Commit'),
  ]);
  expect(complaints.join('')).not.toContain('\u001b');
});

test('what vanishes where it is squashed would stay here', () => {
  for (const title of ['fixup! feat: a pump', 'squash! wip', 'Merge what I did']) {
    expect(proposedComplaints(title, [commit], 'somebody')).toHaveLength(1);
  }
});

test.each(['[skip ci]', 'as [CI skip] does', '[no ci]', '[skip actions]', 'skip-checks: true'])(
  'nothing may say %s, which would keep CI from running on main',
  (words) => {
    const skipping = { revision: '89abcde', message: `feat: a valve\n\n${words}\n` };
    expect(proposedComplaints('feat: a pump', [commit, skipping], 'somebody')).toEqual([
      expect.stringContaining(`would keep every workflow from running, on main too:\n  | ${words}`),
    ]);
  },
);

test('nor may the title', () => {
  expect(proposedComplaints('feat: a pump [skip ci]', [commit], 'somebody')).toHaveLength(1);
});

test('of Dependabot a title may be of any length, and is of the form all the same', () => {
  const update =
    'ci: bump github.com/sigstore/cosign/v3 from 3.0.1 to 3.0.2 in /.ci/container-parts/cosign in the go-programs group';
  expect(proposedComplaints(update, [commit], 'dependabot[bot]')).toEqual([]);
  expect(proposedComplaints(update, [commit], 'somebody')).toHaveLength(1);
  expect(proposedComplaints('Bump cosign', [commit], 'dependabot[bot]')).toHaveLength(1);
});

/** The program in a repository in which a branch with these messages is merged into another. */
function judged(event: string, title: string, messages: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'modax-messages-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const identity = ['-c', 'user.name=sample', '-c', 'user.email=sample@localhost'];
  const git = (...words: readonly string[]) =>
    execFileSync('git', [...identity, '-c', 'commit.gpgsign=false', ...words], { cwd: root });
  const empty = ['commit', '--quiet', '--allow-empty', '--message'];
  git('init', '--quiet', '--initial-branch=main');
  git(...empty, 'before this was judged');
  git('checkout', '--quiet', '-b', 'change');
  for (const message of messages) git(...empty, message);
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '--message=Merge of GitHub', 'change');
  const program = join(import.meta.dirname, '../judge-messages/main.ts');
  return spawnSync(process.execPath, [program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, EVENT: event, TITLE: title },
  });
}

test('in CI those of the pull request are judged, and none that were there before', () => {
  const well = judged('pull_request', 'feat: a pump', ['feat: a pump', 'test: a pump\n\nTwice.']);
  expect(well).toMatchObject({ status: 0, stdout: '3 messages judged, 0 complaints\n' });
  const wrong = judged('pull_request', 'feat: a pump', ['wip']);
  expect(wrong).toMatchObject({ status: 1, stdout: '2 messages judged, 1 complaints\n' });
  expect(judged('pull_request', '', []).status).toBe(1);
  expect(judged('push', '', ['wip']).status).toBe(0);
});
