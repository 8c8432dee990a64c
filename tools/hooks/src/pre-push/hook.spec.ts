import { existsSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Checkout, temporaryFolder, type Ended } from '../testing/checkout.ts';

let checkout: Checkout;

/** A checkout with two projects of Nx, whose tests read their own file, and a remote of its own. */
beforeEach(() => {
  checkout = new Checkout();
  checkout.write(
    'nx.json',
    JSON.stringify({
      cacheDirectory: '.nx/cache',
      analytics: false,
      neverConnectToCloud: true,
      tui: { enabled: false },
    }),
  );
  checkout.write('.gitignore', `${checkout.read('.gitignore')}.nx\nmarks\n`);
  for (const name of ['one', 'two']) {
    checkout.write(
      `${name}/project.json`,
      JSON.stringify({
        name,
        targets: {
          test: {
            command: `echo ${name} >> marks; grep -q good ${name}/state`,
            cache: true,
            inputs: ['{projectRoot}/**/*'],
          },
        },
      }),
    );
    checkout.write(`${name}/state`, 'good\n');
  }
  checkout.commitAll('two projects');
  const remote = join(temporaryFolder(), 'remote.git');
  checkout.git('init', '--quiet', '--bare', remote);
  checkout.git('remote', 'add', 'origin', remote);
  checkout.git('push', '--quiet', '--no-verify', '--set-upstream', 'origin', 'main');
});

function push(...words: string[]): Ended {
  return checkout.try(['git', 'push', '--quiet', 'origin', ...words]);
}

/** The projects whose tests have run since the last question. */
function tested(): readonly string[] {
  const file = join(checkout.root, 'marks');
  if (!existsSync(file)) return [];
  const marks = checkout.read('marks').trim().split('\n').sort();
  rmSync(file);
  return marks;
}

function change(name: string, state: string): void {
  checkout.write(`${name}/state`, `${state}\n`);
  checkout.commitAll(`${name} is ${state}`);
}

describe('A push', () => {
  it('tests what it brings to the branch, and is refused when a test fails', () => {
    change('one', 'bad');
    const refused = push('main');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('tests failed: nothing was pushed');
    expect(tested()).toEqual(['one']);
    change('one', 'very good');
    expect(push('main').code).toBe(0);
    expect(tested()).toEqual(['one']);
    expect(push('main').code).toBe(0);
    expect(tested()).toEqual([]);
  });

  it('of a new branch tests what it adds to the main one', () => {
    checkout.git('switch', '--quiet', '--create', 'work');
    change('two', 'good too');
    expect(push('work').code).toBe(0);
    expect(tested()).toEqual(['two']);
  });

  it('of several refs tests what all of them bring; deletions and known tags bring nothing', () => {
    checkout.git('branch', 'old');
    expect(push('old').code).toBe(0);
    change('one', 'good again');
    checkout.git('tag', 'half');
    change('two', 'good again');
    expect(push('main', 'half', ':old').code).toBe(0);
    expect(tested()).toEqual(['one', 'two']);
    checkout.git('tag', '--annotate', '--message', 'known', 'known');
    expect(push('known', ':half').code).toBe(0);
    expect(tested()).toEqual([]);
  });

  it('of what is not checked out says that it is not tested', () => {
    checkout.git('switch', '--quiet', '--create', 'side');
    change('one', 'bad');
    checkout.git('switch', '--quiet', 'main');
    const { code, stderr } = push('side');
    expect(code).toBe(0);
    expect(stderr).toContain('refs/heads/side is not checked out here: CI tests it');
    expect(tested()).toEqual([]);
  });

  it('to a remote that has nothing of it tests everything', () => {
    const empty = join(temporaryFolder(), 'empty.git');
    checkout.git('init', '--quiet', '--bare', empty);
    expect(checkout.try(['git', 'push', '--quiet', empty, 'main']).code).toBe(0);
    expect(tested()).toEqual(['one', 'two']);
  });

  it('is not satisfied by a file whose time and size are those of one that was good', () => {
    const file = join(checkout.root, 'one/state');
    const commit = (state: string): void => {
      checkout.write('one/state', state);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      checkout.commitAll(state);
    };
    commit('good');
    // Nx begins to remember files with its second run.
    for (const state of ['good too', 'good still']) {
      expect(push('main').code).toBe(0);
      change('two', state);
    }
    expect(push('main').code).toBe(0);
    commit('bad!');
    expect(push('main').code).not.toBe(0);
  });

  it('is tested in the surroundings of the pipeline', async () => {
    expect(await checkout.hook('pre-push', ['origin'], '')).toEqual({ code: 0, stderr: '' });
    expect(await checkout.hook('pre-push', ['origin'], line())).toEqual({ code: 0, stderr: '' });
    change('one', 'good once more');
    expect((await checkout.hook('pre-push', ['origin'], line())).code).toBe(0);
    expect(tested()).toEqual(['one']);
    change('one', 'bad');
    const { code, stderr } = await checkout.hook('pre-push', ['origin'], line());
    expect(code).toBe(1);
    expect(stderr).toContain('tests failed: nothing was pushed');
  });

  it('without what the tests need says what to do', async () => {
    change('one', 'good still');
    rmSync(join(checkout.root, '.venv'), { recursive: true });
    const { code, stderr } = await checkout.hook('pre-push', ['origin'], line());
    expect(code).toBe(2);
    expect(stderr).toMatch(/TOOL_MISSING: [^]*npm run setup/);
  });

  it.each([{ HUSKY: '0' }, { CI: '1' }])('tests nothing with %o', (variables) => {
    change('one', 'bad');
    expect(checkout.hookScript('pre-push', variables, line()).code).toBe(0);
    expect(tested()).toEqual([]);
  });
});

/** What git would tell of a push of the main branch. */
function line(): string {
  const [local = '', remote = ''] = ['main', 'origin/main'].map((name) =>
    checkout.git('rev-parse', name).trim(),
  );
  return `refs/heads/main ${local} refs/heads/main ${remote}\n`;
}
