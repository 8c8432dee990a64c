import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { ProgramCall } from './types.ts';

/** A program that waits, and runs when it is asked to, or as soon as this process is gone. */
export interface LastCall {
  /** Has it run. @returns how it ended; `code` is null where that is not known */
  readonly make: () => Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/**
 * Waits until nobody is left who could write to it, then runs its words and says how they ended. What waits is nobody's
 * child: Nx signals those of a task that it ends, whichever group they belong to.
 */
const WAITING = '{ cat <&3 >/dev/null; "$@" 3<&- >/dev/null; echo $?; } &';

/**
 * Has a program ready for what must be done in the end: `run` ends its programs with this process, and one that is
 * killed does nothing any more. It hears of no Ctrl-C.
 */
export function lastCall({ argv, cwd, env }: Pick<ProgramCall, 'argv' | 'cwd' | 'env'>): LastCall {
  const child = spawn('sh', ['-c', WAITING, 'sh', ...argv], {
    cwd,
    env,
    detached: true,
    // Not by stdin: Node closes that as soon as its own child, the first shell, has ended.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, said, asked] = child.stdio as [null, Readable, Readable, Writable, null];
  const ended = once(child, 'close');
  let code = '';
  let stderr = '';
  stdout.setEncoding('utf8').on('data', (text: string) => {
    code += text;
  });
  said.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    make: async () => {
      asked.end();
      await ended;
      // Who was ended before could not say it.
      return { code: code === '' ? null : Number(code), stderr };
    },
  };
}
