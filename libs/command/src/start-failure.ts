import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { ProgramCall, ProgramOutcome } from './types.ts';

/** Why a program could not be started: the system's error told as an outcome. */
export function startFailure(error: NodeJS.ErrnoException, call: ProgramCall): ProgramOutcome {
  const [program] = call.argv;
  if (!existsSync(call.cwd)) {
    return {
      kind: 'not-executable',
      program,
      reason: `the working directory ${call.cwd} does not exist`,
    };
  }
  if (error.code !== 'ENOENT') {
    return { kind: 'not-executable', program, reason: error.message };
  }
  const file = candidates(call).find((candidate) => existsSync(candidate));
  if (file === undefined) return { kind: 'not-found', program };
  // The system says "not found" of a script whose first line names a program that does not exist.
  return {
    kind: 'not-executable',
    program,
    reason: `${file} exists, but the interpreter that it names does not`,
  };
}

function candidates({ argv: [program], cwd, env }: ProgramCall): string[] {
  if (program.includes('/')) return [resolve(cwd, program)];
  return (env['PATH'] ?? '').split(delimiter).map((folder) => resolve(cwd, folder, program));
}
