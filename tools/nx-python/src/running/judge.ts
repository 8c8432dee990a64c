import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programFile, run } from '@modax/command';
import { isMissing, outcomeProblem, type ToolProblem } from '@modax/findings';
import { toolVariables } from '../environment/variables.ts';
import type { Parsed, Tool, ToolCall, ToolContext, ToolOptions, ToolOutput } from './tool.ts';

/** Far above any report worth reading, far below what would exhaust a machine. */
const outputLimitBytes = 64 * 1024 * 1024;

/**
 * Makes every call that a tool asks for, and has the tool read their output. Whatever keeps it from a
 * verdict comes back as a problem. The first calls are made before anything is awaited.
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
  forgetReports(tool.report?.(options) ?? tool.name, context);
  const outputs: ToolOutput[] = [];
  for (const beside of stagesOf(calls)) {
    const made = await executeBeside(beside, options, context, signal);
    if ('problem' in made) return { problems: [made.problem] };
    outputs.push(...made.outputs);
  }
  return tool.parse(outputs, context);
}

/** What lies there from an earlier run must not be taken for this one's; it may be of more calls. */
function forgetReports(name: string, { reports }: ToolContext): void {
  mkdirSync(reports, { recursive: true });
  for (const file of readdirSync(reports)) {
    if (file.startsWith(`${name}.`)) rmSync(join(reports, file), { force: true });
  }
}

/** Calls that are made at the same time, in the order in which they are made. */
function stagesOf(calls: readonly ToolCall[]): readonly (readonly ToolCall[])[] {
  const stages: ToolCall[][] = [];
  for (const call of calls) {
    const last = stages.at(-1);
    if (call.isBeside === true && last !== undefined) last.push(call);
    else stages.push([call]);
  }
  return stages;
}

/** The first problem ends the other calls: there will be no verdict. */
async function executeBeside(
  calls: readonly ToolCall[],
  options: ToolOptions,
  context: ToolContext,
  signal: AbortSignal,
): Promise<{ readonly outputs: readonly ToolOutput[] } | { readonly problem: ToolProblem }> {
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  let problem: ToolProblem | undefined;
  const made = await Promise.allSettled(
    calls.map(async (call) => {
      try {
        const output = await execute(call, options, context, ended);
        if ('call' in output) return [output];
        problem ??= output;
        ending.abort();
        return [];
      } catch (error) {
        ending.abort();
        throw error;
      }
    }),
  );
  const outputs = made.flatMap((one) => {
    if (one.status === 'fulfilled') return one.value;
    throw one.reason;
  });
  return problem === undefined ? { outputs } : { problem };
}

async function execute(
  call: ToolCall,
  options: ToolOptions,
  context: ToolContext,
  signal: AbortSignal,
): Promise<ToolOutput | ToolProblem> {
  const written = Object.entries(call.writes ?? {});
  for (const [, file] of written) {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
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
    if (isMissing(error)) return undefined;
    throw error;
  }
}
