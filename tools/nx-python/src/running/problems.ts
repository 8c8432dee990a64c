import { type ErrorCode, type Finding, lastLines, toolProblem } from '@modax/findings';
import type { Refusal, ToolOutput } from './tool.ts';

export function refusal(code: ErrorCode, message: string): Refusal {
  return { problems: [toolProblem(code, message)] };
}

/** A problem of the project itself, beside what was found until then. */
export function problem(
  code: ErrorCode,
  message: string,
  path: string,
  findings: readonly Finding[] = [],
): Refusal {
  return { problems: [toolProblem(code, message, { where: { path } })], findings };
}

/** The output is cut off or is not what this version of the tool writes. */
export function unreadable({ call, stdout, stderr }: ToolOutput, why: string): Refusal {
  return refusal(
    'TOOL_OUTPUT_UNREADABLE',
    `${call.program} (${call.name}): ${why}\n${lastLines({ stdout, stderr })}`,
  );
}

/** Exit code and output say different things; neither can be believed. */
export function contradiction({ call, code, stdout, stderr }: ToolOutput, found: number): Refusal {
  return refusal(
    'TOOL_CONTRADICTS_ITSELF',
    `${call.program} (${call.name}) exited with ${code} and reported ${found} findings\n` +
      lastLines({ stdout, stderr }),
  );
}
