import { once } from 'node:events';
import { capturedOutput, type CapturedOutput } from './captured-output.ts';
import { processGroup, type ProcessGroup } from './process-group.ts';
import { guarded } from './running-groups.ts';
import { startProgram, type StartedProgram } from './start-program.ts';
import type {
  OutputStream,
  ProgramCall,
  ProgramControl,
  ProgramOutcome,
  ProgramOutput,
} from './types.ts';
import { until } from './until.ts';

/** How long a group may take to leave after SIGTERM before it is killed. */
const GRACE_MS = 2000;
/** How long what a program started may outlive it, and keep its pipes open, before it is ended. */
const AFTERLIFE_MS = 500;
/** Node's timers fire at once when asked for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why we, and not the program, brought it to its end. */
type Interference = 'timed-out' | 'too-much-output' | 'cancelled';

/** What is known of a program while it runs. */
interface Watch {
  interference?: Interference;
  exit?: { readonly code: number | null; readonly signal: NodeJS.Signals | null };
  /** Both pipes are read to their end, and the program has exited. */
  closed: boolean;
}

/**
 * Runs a program in a process group of its own and tells how it ended; never rejects for what the
 * program did. When the promise resolves nothing of the group is left running: the deadline, the output
 * limit and an abort of `control.signal` end all of it (SIGTERM, after the grace SIGKILL), and so does the
 * end of the program itself for what it left behind.
 */
export async function run(
  call: ProgramCall,
  control: ProgramControl = {},
): Promise<ProgramOutcome> {
  if (control.signal?.aborted === true) {
    return { kind: 'cancelled', stdout: '', stderr: '', durationMs: 0 };
  }
  const started = await startProgram(call);
  if (started.kind !== 'started') return started;

  const group = processGroup(started.pid);
  return guarded(group, () => supervise(call, control, started, group));
}

async function supervise(
  call: ProgramCall,
  control: ProgramControl,
  { child }: StartedProgram,
  group: ProcessGroup,
): Promise<ProgramOutcome> {
  const startedAt = performance.now();
  const watch: Watch = { closed: false };
  const turn = Promise.withResolvers<undefined>();
  const interfere = (interference: Interference): void => {
    watch.interference ??= interference;
    turn.resolve(undefined);
  };

  const capture = (stream: OutputStream): CapturedOutput => {
    const output = capturedOutput(call.outputLimitBytes);
    child[stream].on('data', (chunk: Buffer) => {
      const { text, complete } = output.take(chunk);
      if (text !== '') control.onOutput?.(stream, text);
      if (!complete) interfere('too-much-output');
    });
    return output;
  };
  const stdout = capture('stdout');
  const stderr = capture('stderr');
  child.once('exit', (code, signal) => {
    watch.exit = { code, signal };
    turn.resolve(undefined);
  });
  const closing = once(child, 'close').then(() => {
    watch.closed = true;
  });

  const cancel = (): void => {
    interfere('cancelled');
  };
  const deadline = setTimeout(interfere, Math.min(call.deadlineMs, LONGEST_TIMER_MS), 'timed-out');
  control.signal?.addEventListener('abort', cancel);
  await turn.promise;
  clearTimeout(deadline);
  control.signal?.removeEventListener('abort', cancel);

  await clearAway(watch, group, closing, control.graceMs ?? GRACE_MS);
  child.stdout.destroy();
  child.stderr.destroy();
  return outcome(watch, call, {
    stdout: stdout.finish(),
    stderr: stderr.finish(),
    durationMs: Math.round(performance.now() - startedAt),
  });
}

/** Ends what is left of the group and waits until its output is read. */
async function clearAway(
  watch: Watch,
  group: ProcessGroup,
  closing: Promise<void>,
  graceMs: number,
): Promise<void> {
  const closed = (): boolean => watch.closed;
  if (watch.interference === undefined) {
    await Promise.race([closing, until(closed, AFTERLIFE_MS)]);
    if (watch.closed) await until(() => !group.lives(), AFTERLIFE_MS);
  }
  if (group.lives()) await group.end(graceMs);
  // A process that left the group may hold the pipes still: not ours to end, nor to wait for.
  await until(closed, AFTERLIFE_MS);
}

function outcome(
  { interference, exit }: Watch,
  { deadlineMs, outputLimitBytes }: ProgramCall,
  output: ProgramOutput,
): ProgramOutcome {
  if (interference === 'timed-out') return { kind: interference, deadlineMs, ...output };
  if (interference === 'too-much-output') {
    return { kind: interference, limitBytes: outputLimitBytes, ...output };
  }
  if (interference === 'cancelled') return { kind: interference, ...output };
  // Left alone, it has exited: with a code, or by a signal and without one.
  const { code = null, signal = null } = exit ?? {};
  return code === null
    ? { kind: 'killed', signal: signal ?? 'unknown', ...output }
    : { kind: 'exited', code, ...output };
}
