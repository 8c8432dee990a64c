import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { interruption } from './interruption.ts';
import { ended, STUBBORN, temporaryFolder } from './testing/programs.ts';

const INDEX = new URL('index.ts', import.meta.url).href;

/** A task as Nx starts it: it runs a program whose child ignores SIGTERM, and shows the program's output. */
const TASK = `
  import { interruption, run } from ${JSON.stringify(INDEX)};
  const { signal, release } = interruption();
  const outcome = await run(
    {
      argv: ['sh', '-c', process.argv[2]],
      cwd: '.',
      env: { PATH: process.env.PATH },
      deadlineMs: 60_000,
      outputLimitBytes: 10_000,
    },
    {
      signal,
      onOutput: (_stream, text) => {
        process.stdout.write(text);
        if (process.argv[3] === 'crash') process.nextTick(() => { throw new Error('a defect'); });
      },
    },
  );
  release();
  console.log(outcome.kind, signal.reason);
  process.exitCode = 130;
`;

function startTask(mode: string) {
  const file = join(temporaryFolder(), 'task.ts');
  writeFileSync(file, TASK);
  const task = spawn(process.execPath, [file, `echo $$; exec ${STUBBORN}`, mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(task, 'exit');
  const lines = createInterface({ input: task.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  return { task, exited, line };
}

describe('the end of a task ends its programs', () => {
  test.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'after %s nothing is left running, and the task says so itself',
    async (signal) => {
      const { task, exited, line } = startTask('run');
      await line();
      const program = Number(await line());
      task.kill(signal);
      expect(await line()).toBe(`cancelled ${signal}`);
      expect(await exited).toEqual([130, null]);
      expect(await ended(program)).toBe(true);
    },
  );

  test('after a defect of the task nothing is left running', async () => {
    const { exited, line } = startTask('crash');
    const program = Number(await line());
    expect(await exited).toEqual([1, null]);
    expect(await ended(program)).toBe(true);
  });
});

describe('an interruption', () => {
  const taken: { release(): void }[] = [];
  afterEach(() => {
    for (const each of taken.splice(0)) each.release();
  });

  test('aborts with the name of the first signal', () => {
    const one = interruption();
    taken.push(one);
    expect(one.signal.aborted).toBe(false);
    process.emit('SIGHUP', 'SIGHUP');
    process.emit('SIGTERM', 'SIGTERM');
    expect(one.signal.reason).toBe('SIGHUP');
  });

  test('leaves the signals as they were once released', () => {
    const before = process.listenerCount('SIGINT');
    const one = interruption();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    one.release();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
