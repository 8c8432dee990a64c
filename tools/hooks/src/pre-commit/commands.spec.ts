import { mkdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Checkout, GitFolder, temporaryFolder } from '../testing/checkout.ts';
import { stateOf } from '../testing/state.ts';

const UGLY = 'x = {  "a":1 }\n';
const NEAT = 'x = {"a": 1}\n';
const WRONG = 'y = unknown\n';

describe('git commit', () => {
  it('makes the first commit of all', () => {
    const checkout = new Checkout({ commits: false });
    checkout.git('add', '--all');
    checkout.stage('a.py', UGLY);
    const { code, stderr } = checkout.commit();
    expect(code).toBe(0);
    expect(stderr).toContain('formatted a.py\n');
    expect(checkout.git('show', 'HEAD:a.py')).toBe(NEAT);
  });

  it('is refused while the configuration of a tool is not part of it', async () => {
    const checkout = new Checkout({ commits: false });
    checkout.stage('a.py', NEAT);
    const before = stateOf(checkout);
    expect(await checkout.hook('pre-commit')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('.flake8') as string,
    });
    expect(stateOf(checkout)).toEqual(before);
  });

  it('--all and --amend are checked', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    checkout.commitAll('neat');
    checkout.write('a.py', `${UGLY}y = 1\n`);
    expect(checkout.commit('--all').code).toBe(0);
    expect(checkout.git('show', 'HEAD:a.py')).toBe(`${NEAT}y = 1\n`);
    checkout.stage('b.py', UGLY);
    expect(checkout.try(['git', 'commit', '--amend', '--no-edit']).code).toBe(0);
    expect(checkout.git('show', 'HEAD:b.py')).toBe(NEAT);
    checkout.stage('c.py', WRONG);
    expect(checkout.try(['git', 'commit', '--amend', '--no-edit']).code).toBe(1);
    expect(checkout.git('status', '--porcelain')).toBe('A  c.py\n');
  });

  it('has each tool look once at a file, also beside a link to it', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    symlinkSync('a.py', join(checkout.root, 'link.py'));
    checkout.git('add', 'link.py');
    checkout.replaceTool('black', `echo run >> '${checkout.root}/.git/runs'\nexec "$REAL" "$@"`);
    expect(await checkout.checkedCommit()).toEqual({ code: 0, stderr: '' });
    expect(checkout.read('.git/runs')).toBe('run\n');

    // Of a link alone there is nothing for it to see.
    symlinkSync('a.py', join(checkout.root, 'other.py'));
    checkout.git('add', 'other.py');
    expect(await checkout.checkedCommit()).toEqual({ code: 0, stderr: '' });
    expect(checkout.read('.git/runs')).toBe('run\n');
  });

  it('takes a file in the place of a link', () => {
    const checkout = new Checkout();
    symlinkSync('nowhere', join(checkout.root, 'a.py'));
    checkout.git('add', 'a.py');
    checkout.commitAll('a link');
    unlinkSync(join(checkout.root, 'a.py'));
    checkout.stage('a.py', WRONG);
    expect(checkout.commit()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("undefined name 'unknown'") as string,
    });
    checkout.stage('a.py', UGLY);
    expect(checkout.commit().code).toBe(0);
    expect(checkout.git('show', 'HEAD:a.py')).toBe(NEAT);
  });

  it('with a path commits that alone, and what else is staged stays staged', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    checkout.commitAll('neat');
    checkout.write('a.py', `${UGLY}y = 1\n`);
    checkout.stage('other.py', WRONG);
    const { code, stderr } = checkout.commit('--', 'a.py');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'formatted a.py\n' });
    expect(checkout.git('show', 'HEAD:a.py')).toBe(`${NEAT}y = 1\n`);
    expect(checkout.git('status', '--porcelain')).toBe('A  other.py\n');
  });

  it('in a linked worktree has a snapshot of its own', () => {
    const checkout = new Checkout();
    const tree = join(temporaryFolder(), 'tree');
    checkout.git('worktree', 'add', '--quiet', tree);
    const linked = new GitFolder(tree);
    for (const name of ['node_modules', '.venv', 'tools/hooks', '.husky/_']) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      symlinkSync(join(checkout.root, name), join(tree, name));
    }
    linked.stage('a.py', UGLY);
    const { code, stderr } = linked.try(['git', 'commit', '--quiet', '-m', 'test: a change']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'formatted a.py\n' });
    expect(linked.git('show', 'HEAD:a.py')).toBe(NEAT);
    expect(linked.git('status', '--porcelain', '--untracked-files=no')).toBe('');
    expect(checkout.git('status', '--porcelain')).toBe('');
  });
});

describe('A conflict', () => {
  function conflict(command: readonly string[]): Checkout {
    const checkout = new Checkout();
    checkout.stage('a.py', 'x = 0\n');
    checkout.commitAll('base');
    checkout.git('switch', '--quiet', '--create', 'side');
    checkout.stage('a.py', 'x = 1\n');
    checkout.stage('theirs.py', WRONG);
    checkout.commitAll('side');
    checkout.git('switch', '--quiet', 'main');
    checkout.stage('a.py', 'x = 2\n');
    checkout.commitAll('main');
    expect(checkout.try(['git', ...command, 'side']).code).toBe(1);
    return checkout;
  }

  it('of a merge is resolved and checked; what the other side brings is not judged again', async () => {
    const checkout = conflict(['merge']);
    checkout.stage('a.py', WRONG);
    const before = stateOf(checkout);
    const refused = await checkout.hook('pre-commit');
    expect(refused.stderr).toContain('F821');
    expect(refused.stderr).not.toContain('theirs.py');
    expect(stateOf(checkout)).toEqual(before);
    checkout.stage('a.py', UGLY);
    expect(checkout.commit().code).toBe(0);
    expect(checkout.git('show', 'HEAD:a.py')).toBe(NEAT);
    expect(checkout.git('log', '-1', '--format=%P').trim().split(' ')).toHaveLength(2);
  });

  it('of a cherry-pick is resolved and checked as a whole', async () => {
    const checkout = conflict(['cherry-pick']);
    checkout.stage('a.py', UGLY);
    const before = stateOf(checkout);
    expect((await checkout.hook('pre-commit')).stderr).toContain('theirs.py');
    expect(stateOf(checkout)).toEqual(before);
    checkout.stage('theirs.py', NEAT);
    expect(checkout.try(['git', 'commit', '--quiet', '-m', 'test: picked']).code).toBe(0);
    expect(checkout.git('show', 'HEAD:a.py')).toBe(NEAT);
    expect(checkout.try(['git', 'rev-parse', '--verify', 'CHERRY_PICK_HEAD']).code).not.toBe(0);
  });

  it('that is not resolved stays as it is', () => {
    const checkout = conflict(['merge']);
    const before = stateOf(checkout);
    expect(checkout.commit().code).not.toBe(0);
    expect(stateOf(checkout)).toEqual(before);
  });
});

describe('The hooks', () => {
  it.each([{ HUSKY: '0' }, { CI: 'true' }])('do nothing with %o', (variables) => {
    const checkout = new Checkout();
    checkout.stage('a.py', WRONG);
    expect(checkout.hookScript('pre-commit', variables)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('work where CI is said to be false', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', WRONG);
    expect(checkout.hookScript('pre-commit', { CI: 'false' }).code).toBe(1);
  });

  it('find their Node without a PATH that leads to it', () => {
    const checkout = new Checkout();
    const programs = temporaryFolder();
    for (const name of ['git', 'sh', 'basename', 'dirname']) {
      const { stdout } = checkout.try(['sh', '-c', `command -v ${name}`]);
      symlinkSync(stdout.trim(), join(programs, name));
    }
    checkout.stage('a.py', UGLY);
    const { code, stderr } = checkout.hookScript('pre-commit', { PATH: programs });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'formatted a.py\n' });
  });

  it('say what to do where nothing is installed, and keep the commit from being made', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    unlinkSync(join(checkout.root, 'node_modules'));
    const { code, stderr } = checkout.hookScript('pre-commit');
    expect(code).toBe(2);
    expect(stderr).toMatch(/TOOL_MISSING: [^]*npm run setup/);
    expect(checkout.commit().code).toBe(1);
  });

  it('say what to do where the Python environment is missing', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    rmSync(join(checkout.root, '.venv'), { recursive: true });
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(2);
    expect(stderr).toMatch(/ENVIRONMENT_BROKEN: [^]*npm run setup/);
  });

  it('repair their snapshot when something has harmed it', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    expect(checkout.commit().code).toBe(0);
    const state = join(checkout.root, '.git/modax-hooks');
    checkout.write('.git/modax-hooks/tree/a.py', WRONG);
    checkout.write('.git/modax-hooks/index.lock', '');
    checkout.write('.git/modax-hooks/scratch-old/black/a.py', WRONG);
    checkout.stage('b.py', 'from a import x\n\ny = x\n');
    expect(await checkout.checkedCommit()).toEqual({ code: 0, stderr: '' });
    expect(new GitFolder(state).read('tree/a.py')).toBe(NEAT);
  });

  it('are told a word when they do not know their name', async () => {
    const { code, stderr } = await new Checkout().hook('post-commit');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "there is no hook 'post-commit': pre-commit, commit-msg and pre-push are known\n",
    });
  });

  it('are interrupted before anything is begun, and say so', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit', [], '', AbortSignal.abort('SIGINT'));
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'interrupted: nothing was changed\n' });
    expect(stateOf(checkout)).toEqual(before);
  });
});
