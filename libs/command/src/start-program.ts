import { spawn, type ChildProcessByStdio, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { startFailure } from './start-failure.ts';
import type { ProgramCall, ProgramOutcome } from './types.ts';

/** A running program: the leader of a process group whose id is its process id. */
export interface StartedProgram {
  readonly kind: 'started';
  readonly pid: number;
  readonly child: ChildProcessByStdio<Writable | null, Readable, Readable>;
}

export async function startProgram(call: ProgramCall): Promise<StartedProgram | ProgramOutcome> {
  try {
    const child = spawnDetached(call);
    if (child.pid !== undefined) return { kind: 'started', pid: child.pid, child };
    await once(child, 'spawn'); // rejects with the error that explains the missing process
    throw new Error('a process without an id has started');
  } catch (error) {
    if (error instanceof Error) return startFailure(error, call);
    throw error;
  }
}

function spawnDetached({ argv, cwd, env, stdin }: ProgramCall): StartedProgram['child'] {
  const [program, ...arguments_] = argv;
  // Detached: in a process group of its own, which can be ended as a whole.
  const options = { cwd, env, detached: true } satisfies SpawnOptions;
  if (stdin === undefined) {
    return spawn(program, arguments_, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  const child = spawn(program, arguments_, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {
    // The program may end without reading its input; how it ended says all there is to say.
  });
  child.stdin.end(stdin);
  return child;
}
