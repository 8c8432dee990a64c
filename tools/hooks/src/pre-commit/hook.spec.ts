import { chmodSync, existsSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Checkout } from '../testing/checkout.ts';
import { stateOf } from '../testing/state.ts';

const UGLY = 'x = {  "a":1 }\n';
const NEAT = 'x = {"a": 1}\n';

/** The content of a file of the last commit. */
function committed(checkout: Checkout, path: string): string {
  return checkout.git('show', `HEAD:${path}`);
}

describe('A commit', () => {
  it('is formatted, in the history and in the working tree', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    checkout.stage('docs/b.json', '{"b":1}');
    checkout.stage('config/data.json', '{"left":"alone"}');
    const { code, stderr } = checkout.commit();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    expect(stderr).toContain('formatted a.py\n');
    expect(stderr).toContain('formatted docs/b.json\n');
    expect(committed(checkout, 'a.py')).toBe(NEAT);
    expect(committed(checkout, 'docs/b.json')).toBe('{ "b": 1 }\n');
    expect(committed(checkout, 'config/data.json')).toBe('{"left":"alone"}');
    expect(checkout.read('a.py')).toBe(NEAT);
    expect(checkout.git('status', '--porcelain')).toBe('');
  });

  it('is silent when there is nothing to say', () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    expect(checkout.commit()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('with findings is refused, by place and rule, and nothing is changed', async () => {
    const checkout = new Checkout();
    checkout.stage('ugly.py', UGLY);
    checkout.stage('wrong.py', 'x = 1\ny = unknown\n');
    checkout.stage('broken.json', '{ "a": }');
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/wrong\.py\n +2:5 +error +F821 +undefined name 'unknown'/);
    expect(stderr).toMatch(/broken\.json\n.*error +cannot-format/);
    expect(checkout.commit().code).toBe(1);
    expect(stateOf(checkout)).toEqual(before);
  });

  it('whose linter is satisfied by the formatting is formatted and made', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', 'import os  \n\n\n\n\nprint( os.name )\n');
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(committed(checkout, 'a.py')).toBe('import os\n\nprint(os.name)\n');
  });

  it('that formatting would leave empty is refused', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    checkout.commitAll('neat');
    checkout.stage('a.py', UGLY);
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toContain('nothing of the change is left once it is formatted');
    expect(stateOf(checkout)).toEqual(before);
  });

  it('with a key in it is refused, whatever the file, and the key is not repeated', async () => {
    const checkout = new Checkout();
    const key = `ghp_${'b7'.repeat(18)}`;
    checkout.stage('notes on keys.txt', `first\n${key}\n`);
    checkout.write('notes on keys.txt', 'taken out, but not staged\n');
    symlinkSync(`https://${key}@example.org`, join(checkout.root, 'link'));
    checkout.git('add', 'link');
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/notes on keys\.txt\n +2 +error +github-pat/);
    expect(stderr).toMatch(/link\n +1 +error +github-pat/);
    expect(stderr).not.toContain(key);
  });

  it('of a large file is refused, with what to do', async () => {
    const checkout = new Checkout();
    checkout.stage('large.bin', Buffer.alloc(1024 * 1024 + 1, 7));
    checkout.stage('just right.bin', Buffer.alloc(1024 * 1024, 7));
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/large\.bin\n +error +large-file +1025 KiB, the limit is 1024 KiB/);
    expect(stderr).toContain('git restore --staged');
    expect(stderr).not.toContain('just right');
  });
});

describe('What is staged', () => {
  it('is judged, not what lies in the working tree', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', 'y = unknown\n');
    checkout.write('a.py', NEAT);
    checkout.stage('b.py', NEAT);
    checkout.write('b.py', 'y = unknown\n');
    checkout.write('untracked.py', 'y = unknown\n');
    const { stderr } = await checkout.hook('pre-commit');
    expect(stderr).toContain('a.py');
    expect(stderr).not.toMatch(/b\.py|untracked/);
  });

  it('in part is committed in part: the formatting goes into both, the rest stays', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', `${UGLY}\n\ndef f() -> None:\n    pass\n`);
    checkout.write('a.py', `${UGLY}\n\ndef f() -> None:\n    pass\n\n\nz = 'unstaged'\n`);
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(committed(checkout, 'a.py')).toBe(`${NEAT}\n\ndef f() -> None:\n    pass\n`);
    expect(checkout.read('a.py')).toBe(
      `${NEAT}\n\ndef f() -> None:\n    pass\n\n\nz = 'unstaged'\n`,
    );
  });

  it('in part, on the same line, leaves the file in the working tree as it is', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    checkout.write('a.py', 'x = {  "a":2 }\n');
    const { code, stderr } = await checkout.checkedCommit();
    expect(code).toBe(0);
    expect(stderr).toContain('formatted a.py (in the commit; your own file stays as it is)');
    expect(committed(checkout, 'a.py')).toBe(NEAT);
    expect(checkout.read('a.py')).toBe('x = {  "a":2 }\n');
  });

  it('and deleted in the working tree stays deleted there', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', UGLY);
    rmSync(join(checkout.root, 'a.py'));
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(committed(checkout, 'a.py')).toBe(NEAT);
    expect(existsSync(join(checkout.root, 'a.py'))).toBe(false);
  });

  it('is never written through a link that stands in its place', async () => {
    const checkout = new Checkout();
    checkout.stage('package/a.py', UGLY);
    checkout.stage('b.py', UGLY);
    checkout.write('elsewhere/a.py', UGLY);
    for (const path of ['package', 'b.py']) {
      rmSync(join(checkout.root, path), { recursive: true });
    }
    symlinkSync('elsewhere', join(checkout.root, 'package'));
    symlinkSync('elsewhere/a.py', join(checkout.root, 'b.py'));
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(committed(checkout, 'package/a.py')).toBe(NEAT);
    expect(checkout.read('elsewhere/a.py')).toBe(UGLY);
    expect(lstatSync(join(checkout.root, 'b.py')).isSymbolicLink()).toBe(true);
  });

  it('keeps its mode, and so does the file', async () => {
    const checkout = new Checkout();
    checkout.write('run.py', UGLY);
    chmodSync(join(checkout.root, 'run.py'), 0o750);
    checkout.git('add', 'run.py');
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(checkout.git('ls-tree', 'HEAD', 'run.py')).toMatch(/^100755 /);
    expect(lstatSync(join(checkout.root, 'run.py')).mode & 0o777).toBe(0o750);
  });

  it('may be renamed, deleted, and a link', async () => {
    const checkout = new Checkout();
    checkout.write('old.py', NEAT);
    checkout.write('gone.py', 'y = unknown\n');
    checkout.commitAll('before');
    checkout.git('mv', 'old.py', 'new.py');
    checkout.git('rm', '--quiet', 'gone.py');
    symlinkSync('new.py', join(checkout.root, 'link.py'));
    checkout.git('add', 'link.py');
    expect(await checkout.checkedCommit()).toEqual({ code: 0, stderr: '' });
    expect(checkout.git('show', '--format=', '--name-status', 'HEAD')).toBe(
      'D\tgone.py\nA\tlink.py\nR100\told.py\tnew.py\n',
    );
  });

  it('may be nothing but deletions, or nothing at all', async () => {
    const checkout = new Checkout();
    checkout.stage('gone.py', 'y = unknown\n');
    checkout.commitAll('before');
    checkout.git('rm', '--quiet', 'gone.py');
    expect((await checkout.checkedCommit()).code).toBe(0);
    expect(checkout.commit('--allow-empty').code).toBe(0);
  });
});

describe('Names', () => {
  const names = [
    'with space.py',
    '-dash.py',
    '--version.py',
    'line\nbreak.py',
    'ünï-日本.py',
    'star*.py',
    '[a].py',
    'quo"te\'.py',
    'in/:(top)magic.py',
    'tab\t.py',
    'folder with space/-x.py',
    '$(exit 1).py',
  ];

  it('of every kind are formatted and committed, and no file beside them', async () => {
    const checkout = new Checkout();
    checkout.write('starred.py', UGLY);
    checkout.write('a.py', UGLY);
    for (const name of names) checkout.stage(name, UGLY);
    const { code, stderr } = await checkout.checkedCommit();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    for (const name of names) {
      expect(checkout.git('--literal-pathspecs', 'show', `HEAD:${name}`), name).toBe(NEAT);
      expect(checkout.read(name), name).toBe(NEAT);
    }
    expect(checkout.git('status', '--porcelain')).toBe('?? a.py\n?? starred.py\n');
    expect(checkout.read('a.py')).toBe(UGLY);
  });

  it('of packages are scanned, and never written among those that are installed', async () => {
    const checkout = new Checkout();
    const path = '.venv/planted.txt';
    checkout.write(path, 'kept\n');
    checkout.write('other', `ghp_${'b7'.repeat(18)}\n`);
    const blob = checkout.git('hash-object', '-w', 'other').trim();
    checkout.git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\.venv\/planted\.txt\n +1 +error +github-pat/);
    expect(checkout.read(path)).toBe('kept\n');
  });

  it('that are not UTF-8 are refused', async () => {
    const checkout = new Checkout();
    const file = Buffer.concat([
      Buffer.from(`${checkout.root}/caf`),
      Buffer.from([0xe9, 0x2e, 0x70, 0x79]),
    ]);
    writeFileSync(file, NEAT);
    checkout.git('add', '--all');
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toContain('unchecked-name');
  });

  it('that are only meant to be added stop the commit, and stay so', async () => {
    const checkout = new Checkout();
    checkout.stage('a.py', NEAT);
    checkout.write('later.py', UGLY);
    checkout.git('add', '--intent-to-add', 'later.py');
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(2);
    expect(stderr).toMatch(/lint-staged: [^]*later\.py/);
    expect(stateOf(checkout)).toEqual(before);
  });

  it.each(['back\\slash.py', '..dots.py', ':(top)magic.py'])(
    'that no tool is given are refused: %s',
    async (name) => {
      const checkout = new Checkout();
      checkout.stage(name, UGLY);
      const before = stateOf(checkout);
      const { code, stderr } = await checkout.hook('pre-commit');
      expect(code).toBe(1);
      expect(stderr).toContain('unchecked-name');
      expect(stateOf(checkout)).toEqual(before);
    },
  );
});
