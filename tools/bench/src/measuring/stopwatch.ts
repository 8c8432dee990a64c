import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramCall, type ProgramOutcome, run } from '@modax/command';
import { BenchProblem } from '../bench-problem.ts';

/** What one run of a program cost. */
export interface Cost {
  /** From its start to its end, in seconds. */
  readonly wallSeconds: number;
  /** Of it and of every process below it that was waited for, user and system, in seconds. */
  readonly cpuSeconds: number;
}

/**
 * Bash, whose own clock also counts what children of the program used. The program and its words are
 * positional parameters: nothing of them is read by the shell.
 */
const TIMED = `TIMEFORMAT='%3R %3U %3S'
{ time "\${@:2}" 2>&3 3>&-; } 3>&2 2>"$1"`;

/**
 * Runs the call to its end and tells what it cost.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED` when it did not end with 0: then its time says nothing.
 * @throws BenchProblem `INTERRUPTED` when the signal aborts.
 */
export async function costOf(call: ProgramCall, signal: AbortSignal): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-time-'));
  const times = join(folder, 'times');
  try {
    const argv: ProgramCall['argv'] = ['bash', '-c', TIMED, 'bash', times, ...call.argv];
    await succeed({ ...call, argv }, signal);
    return parseTimes(readFileSync(times, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the call to its end and tells what it printed.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED` or `INTERRUPTED`.
 */
export async function succeed(call: ProgramCall, signal: AbortSignal): Promise<string> {
  const outcome = await run(call, { signal, graceMs: 15_000 });
  if (signal.aborted) throw new BenchProblem('INTERRUPTED', 'interrupted');
  if (outcome.kind === 'exited' && outcome.code === 0) return outcome.stdout;
  throw new BenchProblem(
    'MEASURED_COMMAND_FAILED',
    `${call.argv.join(' ')} in ${call.cwd} ${howItEnded(outcome)}`,
    lastLines(outcome),
  );
}

/** Three numbers: wall, user and system, in seconds; many languages write them with a comma. */
export function parseTimes(text: string): Cost {
  const [wall = NaN, user = NaN, system = NaN] = text
    .replaceAll(',', '.')
    .trim()
    .split(/\s+/)
    .map(Number);
  if (![wall, user, system].every(Number.isFinite)) {
    throw new BenchProblem('TIME_UNREADABLE', `the shell wrote no times: ${JSON.stringify(text)}`);
  }
  return { wallSeconds: wall, cpuSeconds: user + system };
}

function howItEnded(outcome: ProgramOutcome): string {
  return outcome.kind === 'exited' ? `exited with ${outcome.code}` : outcome.kind;
}

const SHOWN_LINES = 30;

function lastLines(outcome: ProgramOutcome): string {
  if (!('stdout' in outcome)) return '';
  return `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-SHOWN_LINES).join('\n');
}
