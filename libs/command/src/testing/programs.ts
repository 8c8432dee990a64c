import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ProgramCall } from '../types.ts';
import { until } from '../until.ts';

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-command-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A call with generous limits. */
export function callOf(
  argv: ProgramCall['argv'],
  details: Partial<Omit<ProgramCall, 'argv'>> = {},
): ProgramCall {
  return {
    argv,
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '' },
    deadlineMs: 280_000,
    outputLimitBytes: 1_000_000,
    ...details,
  };
}

/** A call of a Node program, written to a file of its own. */
export function nodeCall(
  source: string,
  details: Partial<Omit<ProgramCall, 'argv'>> = {},
): ProgramCall {
  const file = join(temporaryFolder(), 'program.mjs');
  writeFileSync(file, source);
  return callOf([process.execPath, file], details);
}

/** A call of a small shell script, which starts within milliseconds. */
export function shellCall(
  script: string,
  details: Partial<Omit<ProgramCall, 'argv'>> = {},
): ProgramCall {
  return callOf(['sh', '-c', script], details);
}

/** Shell source: a process that ignores SIGTERM, tells its id and stays for ten minutes. */
export const STUBBORN = `sh -c 'trap "" TERM; echo $$; exec sleep 600'`;

/** Whether a process has ended, or ends soon. */
export function ended(pid: number): Promise<boolean> {
  return until(() => !runs(pid), 60_000);
}

export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || !isDead(pid);
}

/** Dead, but not yet reaped by its parent. */
function isDead(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** Process ids, one per line. */
export function pids(text: string): number[] {
  return text.trim().split('\n').map(Number);
}
