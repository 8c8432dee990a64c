import type { ProgramOutcome } from '@modax/command';
import { lastLines } from './last-lines.ts';
import { toolProblem, type ToolProblem } from './tool-problem.ts';

/** A program that was started, as its problems name it. */
export interface StartedCall {
  readonly program: string;
  /** Tells the calls of one program apart. */
  readonly name: string;
  /** Exit codes that the program documents as "I have done my work". */
  readonly exitCodes: readonly number[];
  /** What to do where the program is not there, when no set-up of ours installs it. */
  readonly remedyWhenMissing?: string | undefined;
}

/** Why a call has no output to be read; undefined when it ended with one of its exit codes. */
export function outcomeProblem(
  call: StartedCall,
  outcome: ProgramOutcome,
): ToolProblem | undefined {
  const tool = `${call.program} (${call.name})`;
  switch (outcome.kind) {
    case 'exited':
      return call.exitCodes.includes(outcome.code)
        ? undefined
        : toolProblem('TOOL_CRASHED', `${tool} exited with ${outcome.code}\n${lastLines(outcome)}`);
    case 'killed':
      return toolProblem('TOOL_KILLED', `${tool} was ended by ${outcome.signal}`);
    case 'timed-out':
      return toolProblem(
        'TOOL_TIMED_OUT',
        `${tool} had not ended after ${outcome.deadlineMs / 1000} s`,
        { remedy: 'Look for what it waits for, or raise the option timeoutSeconds.' },
      );
    case 'too-much-output':
      return toolProblem('TOOL_OUTPUT_TOO_LARGE', `${tool} wrote over ${outcome.limitBytes} bytes`);
    case 'cancelled':
      return toolProblem('TOOL_CANCELLED', `${tool} was interrupted`);
    case 'not-found':
      return toolProblem(
        'TOOL_MISSING',
        `${outcome.program} is not there`,
        call.remedyWhenMissing === undefined ? {} : { remedy: call.remedyWhenMissing },
      );
    case 'not-executable':
      return toolProblem('TOOL_NOT_EXECUTABLE', `${outcome.program}: ${outcome.reason}`);
  }
}
