import { expect, test } from 'vitest';
import { run } from './run.ts';
import { ended, pids, runs, shellCall, STUBBORN } from './testing/programs.ts';

/** Each story ends with nobody of the group alive. */
async function expectAllEnded(text: string, count: number): Promise<void> {
  const all = pids(text);
  expect(all).toHaveLength(count);
  expect(await Promise.all(all.map(ended))).toEqual(all.map(() => true));
}

test.concurrent('the deadline ends a hanging program and the children that ignore it', async () => {
  // On a machine that stands still the deadline strikes before the child is there: then a longer one.
  for (const deadlineMs of [2000, 20_000, 100_000]) {
    const outcome = await run(shellCall(`echo $$; ${STUBBORN} & wait`, { deadlineMs }));
    if (outcome.kind !== 'timed-out') throw new Error(outcome.kind);
    expect(outcome.deadlineMs).toBe(deadlineMs);
    const all = pids(outcome.stdout);
    await expectAllEnded(outcome.stdout, all.length);
    if (all.length === 2) return;
  }
  throw new Error('no child began');
});

test.concurrent('cancelling ends the whole group', async () => {
  const controller = new AbortController();
  let seen = '';
  const outcome = await run(shellCall(`echo $$; ${STUBBORN} & ${STUBBORN} & wait`), {
    signal: controller.signal,
    onOutput: (_stream, text) => {
      seen += text;
      if (pids(seen).length === 3) controller.abort();
    },
  });
  if (outcome.kind !== 'cancelled') throw new Error(outcome.kind);
  await expectAllEnded(outcome.stdout, 3);
});

test.concurrent('a program may tidy up when it is cancelled', async () => {
  const controller = new AbortController();
  const outcome = await run(
    shellCall('trap "echo tidied; exit 0" TERM; echo ready; while :; do sleep 0.05; done'),
    {
      signal: controller.signal,
      graceMs: 60_000,
      onOutput: () => {
        controller.abort();
      },
    },
  );
  expect(outcome).toMatchObject({ kind: 'cancelled', stdout: 'ready\ntidied\n' });
});

test.concurrent('too much output ends the children that make it', async () => {
  const flood = `sh -c 'trap "" TERM; echo $$ >&2; exec yes'`;
  const outcome = await run(shellCall(`echo $$ >&2; ${flood} & wait`, { outputLimitBytes: 1000 }));
  if (outcome.kind !== 'too-much-output') throw new Error(outcome.kind);
  await expectAllEnded(outcome.stderr, 2);
});

test.concurrent(
  'a stubborn child left behind holding the pipes is ended; code and output stay',
  async () => {
    // What a shell ignores, its children ignore from their start.
    const outcome = await run(shellCall('trap "" TERM; sleep 600 & echo $!; exit 4'));
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    expect(outcome.code).toBe(4);
    await expectAllEnded(outcome.stdout, 1);
  },
);

test.concurrent('a child left behind that has closed the pipes is ended too', async () => {
  const outcome = await run(shellCall('sleep 600 >/dev/null 2>&1 & echo $!'));
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  await expectAllEnded(outcome.stdout, 1);
});

test.concurrent('a process that left the group is not waited for, and not ended', async () => {
  // The group it leaves ends when its leader does: not before it has left.
  const left = '[ "$(cut -d" " -f5 /proc/$!/stat)" = $! ]';
  const outcome = await run(
    shellCall(`setsid sleep 600 & until ${left}; do sleep 0.05; done; echo $!`),
  );
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  const [daemon = 0] = pids(outcome.stdout);
  expect(runs(daemon)).toBe(true);
  process.kill(daemon, 'SIGKILL');
});

test.concurrent('what a group is ended for does not reach another group', async () => {
  const controller = new AbortController();
  const other = run(shellCall('sleep 1; echo whole'));
  await run(shellCall('echo; sleep 600'), {
    signal: controller.signal,
    onOutput: () => {
      controller.abort();
    },
  });
  expect(await other).toMatchObject({ kind: 'exited', code: 0, stdout: 'whole\n' });
});
