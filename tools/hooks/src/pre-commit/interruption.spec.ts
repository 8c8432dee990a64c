import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Checkout, hasEnded, untilThere } from '../testing/checkout.ts';
import { stateOf } from '../testing/state.ts';

const UGLY = 'x = {  "a":1 }\n';
const NEAT = 'x = {"a": 1}\n';
const REST = '\n\ndef f() -> None:\n    pass\n';
const ADDED = "\n\ny = 'not staged'\n";

/** A checkout with every kind of change, whose black says that it works and waits to be let go. */
function waitingCheckout(): Checkout {
  const checkout = new Checkout();
  checkout.write('tracked.txt', 'before\n');
  checkout.write('gone.txt', 'before\n');
  checkout.commitAll('before');
  checkout.stage('whole.py', UGLY);
  checkout.stage('part.py', `${UGLY}${REST}`);
  checkout.write('part.py', `${UGLY}${REST}${ADDED}`);
  checkout.write('tracked.txt', 'changed, not staged\n');
  checkout.write('untracked.py', UGLY);
  rmSync(join(checkout.root, 'gone.txt'));
  checkout.replaceTool(
    'black',
    `echo $$ > '${checkout.root}/.git/pid'
mv '${checkout.root}/.git/pid' '${checkout.root}/.git/waiting'
while [ ! -e '${checkout.root}/.git/go' ]; do sleep 0.05; done
exec "$REAL" "$@"`,
  );
  onTestFinished(() => {
    // Should the test have failed early, the waiting one has no reason left to wait.
    writeFileSync(join(checkout.root, '.git/go'), '');
  });
  return checkout;
}

/** The process of the hook: the parent of the tool that waits. */
function hookOf(checkout: Checkout): number {
  const tool = Number(checkout.read('.git/waiting'));
  const stat = readFileSync(`/proc/${tool}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

describe.skipIf(process.platform !== 'linux')('A commit that is ended in the middle', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'by %s has changed nothing, and the next one is made',
    async (signal) => {
      const checkout = waitingCheckout();
      const before = stateOf(checkout);
      const { ended } = checkout.start(['git', 'commit', '--quiet', '-m', 'test: a change']);
      await untilThere(join(checkout.root, '.git/waiting'));
      process.kill(hookOf(checkout), signal);
      const { code, stderr } = await ended;
      expect(code).toBe(1);
      if (signal !== 'SIGKILL') expect(stderr).toContain('interrupted: nothing was changed');
      expect(stateOf(checkout)).toEqual(before);

      // What is left of a killed hook ends by itself, and disturbs nobody.
      writeFileSync(join(checkout.root, '.git/go'), '');
      checkout.restoreTool('black');
      expect(checkout.commit().code).toBe(0);
      expect(checkout.git('show', 'HEAD:whole.py')).toBe(NEAT);
      expect(checkout.git('show', 'HEAD:part.py')).toBe(`${NEAT}${REST}`);
      expect(checkout.read('part.py')).toBe(`${NEAT}${REST}${ADDED}`);
      expect(checkout.read('untracked.py')).toBe(UGLY);
      expect(checkout.git('status', '--porcelain')).toBe(
        ' D gone.txt\n M part.py\n M tracked.txt\n?? untracked.py\n',
      );
    },
  );
});

describe('What is staged while a commit is checked', () => {
  it.each([
    ['another file', 'other.py', 'print(unknown)\n'],
    ['more of the same file', 'whole.py', `${NEAT}print(unknown)\n`],
  ])('is not committed unseen: %s', async (_, path, text) => {
    const checkout = waitingCheckout();
    // Nothing that was staged needs a formatter: the commit would be made as it is.
    checkout.git('reset', '--quiet', '--', 'part.py');
    checkout.stage('whole.py', NEAT);
    const { ended } = checkout.start(['git', 'commit', '--quiet', '-m', 'test: a change']);
    await untilThere(join(checkout.root, '.git/waiting'));
    checkout.stage(path, text);
    const before = stateOf(checkout);
    writeFileSync(join(checkout.root, '.git/go'), '');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /(?:the index|a file) changed while the commit was checked: commit again/,
    );
    expect(stateOf(checkout)).toEqual(before);
  });
});

describe('A file that is saved while a commit is checked', () => {
  it('stays as it was saved, and is not committed', async () => {
    const checkout = waitingCheckout();
    const trace = join(checkout.root, '.git/trace');
    const { ended } = checkout.start(['git', 'commit', '--quiet', '-m', 'test: a change'], {
      GIT_TRACE2_EVENT: trace,
    });
    await untilThere(join(checkout.root, '.git/waiting'));
    // lint-staged has noted what is not staged: what it would take for a tool's work comes after that.
    await untilThere(trace, (text) => hasEnded(text, ['--unified=0', '--raw']));
    checkout.write('tracked.txt', 'saved meanwhile\n');
    checkout.write('whole.py', `${UGLY}saved = 'meanwhile'\n`);
    const before = stateOf(checkout);
    writeFileSync(join(checkout.root, '.git/go'), '');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain('a file changed while the commit was checked: commit again');
    expect(stateOf(checkout)).toEqual(before);
  });
});
