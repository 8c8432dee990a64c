import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { quietSurroundings } from '../testing/surroundings.ts';
import { sourceState } from './source-state.ts';

const paths = ['apps/pump/src', 'apps/pump/Dockerfile', 'uv.lock'];
const surroundings = quietSurroundings();

const UNSIGNED = ['-c', 'commit.gpgsign=false'];

/** A repository, and what to do in it. */
function repository() {
  const root = mkdtempSync(join(tmpdir(), 'modax-source-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...UNSIGNED, ...words], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GIT_COMMITTER_DATE: '1700000000 +0000' },
    }).trim();
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const commit = (files: Readonly<Record<string, string>>) => {
    write(files);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'change');
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet');
  return { root, git, write, commit, state: () => sourceState(root, { paths }, surroundings) };
}

test('an image is of the commit that last touched its sources', async () => {
  const { commit, state } = repository();
  const revision = commit({ 'apps/pump/src/a.py': 'a = 1\n', 'uv.lock': '' });
  commit({ 'apps/pump/README.md': 'words\n', 'apps/fan/src/a.py': 'a = 2\n' });
  expect(await state()).toEqual({ revision, committedAt: 1_700_000_000, changed: [] });
});

test('what does not count among the sources is neither the newest commit nor a difference', async () => {
  const { root, commit, write } = repository();
  const revision = commit({ 'apps/pump/src/a.ts': '1', 'apps/pump/src/a.spec.ts': '1' });
  commit({ 'apps/pump/src/a.spec.ts': '2', 'apps/pump/src/deep/testing/stub.ts': '' });
  write({ 'apps/pump/src/a.spec.ts': '3', 'apps/pump/src/b.spec.ts': '' });
  const without = ['apps/pump/src/**/*.spec.ts', 'apps/pump/src/**/testing/**'];
  expect(await sourceState(root, { paths, without }, surroundings)).toMatchObject({
    revision,
    changed: [],
  });
});

test('files that are not committed are told: changed, new, renamed, deleted, and none beside them', async () => {
  const { commit, git, write, state } = repository();
  commit({
    'apps/pump/src/a.py': 'a = 1\n',
    'apps/pump/src/long name.py': 'a = 123456789\n',
    'uv.lock': '',
  });
  git('mv', 'apps/pump/src/long name.py', 'apps/pump/src/ñ.py');
  git('rm', '--quiet', 'uv.lock');
  write({ 'apps/pump/src/a.py': 'a = 2\n', 'apps/pump/src/b.py': '', 'docs/x.md': '' });
  const found = await state();
  expect('changed' in found ? [...found.changed].sort() : found).toEqual([
    'apps/pump/src/a.py',
    'apps/pump/src/b.py',
    'apps/pump/src/ñ.py',
    'uv.lock',
  ]);
});

test('a file that a person hides from git is one that is not committed', async () => {
  const { commit, write, state } = repository();
  commit({ 'apps/pump/src/a.py': 'a = 1\n', '.gitignore': '*.log\n', 'uv.lock': '' });
  write({ '.git/info/exclude': 'hidden.py\n' });
  write({ 'apps/pump/src/hidden.py': '', 'apps/pump/src/run.log': '' });
  expect(await state()).toMatchObject({ changed: ['apps/pump/src/hidden.py'] });
});

describe('without the history there is no revision', () => {
  test('in a shallow clone', async () => {
    const { root, commit } = repository();
    commit({ 'apps/pump/src/a.py': 'a = 1\n' });
    commit({ 'apps/pump/src/a.py': 'a = 2\n' });
    const clone = join(root, 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${root}`, clone]);
    expect(await sourceState(clone, { paths }, surroundings)).toMatchObject({
      code: 'HISTORY_MISSING',
      remedy: expect.stringContaining('--unshallow') as string,
    });
  });

  test('before the first commit of its files', async () => {
    const { commit, state } = repository();
    commit({ 'docs/x.md': '' });
    expect(await state()).toMatchObject({ code: 'HISTORY_MISSING' });
  });

  test('where no repository is', async () => {
    const root = mkdtempSync(join(tmpdir(), 'modax-source-'));
    onTestFinished(() => {
      rmSync(root, { recursive: true });
    });
    expect(await sourceState(root, { paths }, surroundings)).toMatchObject({
      code: 'HISTORY_MISSING',
    });
  });
});

test('of hidden files the kind counts too, links are looked at themselves, and there may be many', async () => {
  const { root, commit, git, state } = repository();
  const files = Array.from(
    { length: 1001 },
    (_, at) => `apps/pump/src/${'long'.repeat(40)}${at}.py`,
  );
  commit(Object.fromEntries(files.map((file) => [file, 'a = 1\n'])));
  mkdirSync(join(root, 'apps/pump/src/links'));
  symlinkSync('../nowhere', join(root, 'apps/pump/src/links/one'));
  symlinkSync('../elsewhere', join(root, 'apps/pump/src/links/two'));
  commit({});
  const [program = '', link = '', folder = ''] = files;
  git('update-index', '--assume-unchanged', '--', ...git('ls-files', 'apps').split('\n'));
  expect(await state()).toMatchObject({ changed: [] });
  chmodSync(join(root, program), 0o755);
  for (const file of [link, folder, 'apps/pump/src/links/two']) rmSync(join(root, file));
  writeFileSync(join(root, 'same'), 'a = 1\n');
  symlinkSync(join(root, 'same'), join(root, link));
  mkdirSync(join(root, folder));
  symlinkSync('../somewhere', join(root, 'apps/pump/src/links/two'));
  const found = await state();
  expect('changed' in found ? [...found.changed].sort() : found).toEqual(
    ['apps/pump/src/links/two', folder, link, program].sort(),
  );
});

test('what is interrupted is no missing history', async () => {
  const { root } = repository();
  const surroundings = { ...quietSurroundings(), signal: AbortSignal.abort() };
  expect(await sourceState(root, { paths }, surroundings)).toMatchObject({
    code: 'TOOL_CANCELLED',
  });
});

test.each(['--assume-unchanged', '--skip-worktree'])(
  'a file of which git was told to look away is changed when its content is: %s',
  async (flag) => {
    const { root, commit, git, write, state } = repository();
    const files = ['a', 'b', 'c', 'ñ d'].map((name) => `apps/pump/src/${name}.py`);
    const [first = '', second = '', third = ''] = files;
    commit(Object.fromEntries(files.map((file) => [file, 'a = 1\n'])));
    git('update-index', flag, ...files);
    expect(await state()).toMatchObject({ changed: [] });
    write({ [second]: 'a = 2\n' });
    expect(await state()).toMatchObject({ changed: [second] });
    rmSync(join(root, third));
    expect(await state()).toMatchObject({ changed: [second, third] });
    // What is in the index already, another look at the commit tells.
    git('update-index', `--no-${flag.slice(2)}`, first);
    write({ [first]: 'a = 3\n' });
    git('add', first);
    git('update-index', flag, first);
    expect(await state()).toMatchObject({ changed: [first, second, third] });
  },
);
