import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { programFile, run } from '@modax/command';
import { outcomeProblem, type ToolProblem } from '@modax/findings';
import { toolVariables } from '../environment/variables.ts';
import type { Parsed, Tool, ToolCall, ToolContext, ToolOptions, ToolOutput } from './tool.ts';

/** Far above any report worth reading, far below what would exhaust a machine. */
const outputLimitBytes = 64 * 1024 * 1024;

/**
 * Makes every call that a tool asks for, and has the tool read their output. Whatever keeps it from a
 * verdict comes back as a problem.
 */
export async function judge<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  context: ToolContext,
  signal: AbortSignal,
): Promise<Parsed> {
  const calls = tool.calls(options, context);
  if ('problems' in calls) return calls;
  tool.prepareCache?.(context);
  const outputs: ToolOutput[] = [];
  for (const call of calls) {
    const output = await execute(call, options, context, signal);
    if ('code' in output && 'call' in output) outputs.push(output);
    else return { problems: [output] };
  }
  return tool.parse(outputs, context);
}

async function execute(
  call: ToolCall,
  options: ToolOptions,
  context: ToolContext,
  signal: AbortSignal,
): Promise<ToolOutput | ToolProblem> {
  const written = Object.entries(call.writes ?? {});
  for (const [, file] of written) {
    await mkdir(dirname(file), { recursive: true });
    // What lies there from an earlier run must not be taken for this one's.
    await rm(file, { force: true });
  }
  const outcome = await run(
    {
      argv: [programFile(call.program, context, process.env), ...call.arguments],
      cwd: call.cwd,
      env: toolVariables(process.env, call.environment),
      deadlineMs: options.timeoutSeconds * 1000,
      outputLimitBytes,
    },
    { signal },
  );
  const failed = outcomeProblem(call, outcome);
  if (failed !== undefined) return failed;
  if (outcome.kind !== 'exited') throw new Error(`unexpected outcome ${outcome.kind}`);
  const files = new Map<string, string>();
  for (const [role, file] of written) {
    const text = await readIfThere(file);
    if (text !== undefined) files.set(role, text);
  }
  return { call, code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr, files };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
