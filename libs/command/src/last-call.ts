import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ProgramCall } from './types.ts';

/** How it ended; `code` is null where that is not known, and `stderr` says why. */
export interface LastOutput {
  readonly code: number | null;
  readonly stderr: string;
}

/** A program that waits, and runs when it is asked to, or as soon as this process is gone. */
export interface LastCall {
  readonly make: () => Promise<LastOutput>;
}

/**
 * Waits until nobody is left who could write to it, then runs its words and says how they ended. What waits is nobody's
 * child: Nx signals those of a task that it ends, whichever group they belong to. Nobody may be left to read it.
 */
const WAITING = 'trap \'\' PIPE; { cat <&3 >/dev/null; "$@" 3<&- >/dev/null; echo $?; } &';

/**
 * Has a program ready for what must be done in the end: `run` ends its programs with this process, and one that is
 * killed does nothing any more. It hears of no Ctrl-C, and keeps no process that would end.
 */
export function lastCall({
  argv,
  cwd,
  env,
  deadlineMs,
}: Pick<ProgramCall, 'argv' | 'cwd' | 'env' | 'deadlineMs'>): LastCall {
  const child = spawn('sh', ['-c', WAITING, 'sh', ...argv], {
    cwd,
    env,
    detached: true,
    // Not by stdin: Node closes that as soon as its own child, the first shell, has ended.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pipes = child.stdio.slice(1, 4) as Socket[];
  const [stdout, stderr, asked] = pipes;
  let code = '';
  let said = '';
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    code += text;
  });
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = Promise.withResolvers<LastOutput>();
  child.once('error', ({ message }) => {
    ended.resolve({ code: null, stderr: message });
  });
  child.once('close', () => {
    ended.resolve({ code: code === '' ? null : Number(code), stderr: said });
  });
  child.unref();
  for (const pipe of pipes) pipe.unref();
  return {
    make: async () => {
      for (const pipe of pipes) pipe.ref();
      asked?.end();
      const deadline = setTimeout(() => {
        ended.resolve({ code: null, stderr: `${said}no end within ${deadlineMs} ms` });
      }, deadlineMs);
      const output = await ended.promise;
      clearTimeout(deadline);
      for (const pipe of pipes) pipe.destroy();
      return output;
    },
  };
}
