import type { LastOutput } from '@modax/command';
import { type ErrorCode, lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import { NO_ENGINE } from '../build/build-problem.ts';

/** Why an engine did not do what it was told: a cause of its own, or the code of what was wanted of it. */
export function engineProblem(output: LastOutput, what: string, otherwise: ErrorCode): ToolProblem {
  const said = lastLines({ stdout: '', stderr: output.stderr });
  const message = `${what} exited with ${output.code}\n${said}`;
  if (NO_ENGINE.test(said)) return toolProblem('ENGINE_UNREACHABLE', message);
  const isFull = /no space left on device/i.test(said);
  return toolProblem(isFull ? 'ENGINE_DISK_FULL' : otherwise, message);
}
