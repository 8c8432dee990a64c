import { join } from 'node:path';
import { programFile, run } from '@modax/command';
import { outcomeProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ToolCall } from '../running/tool.ts';
import { findInterpreter } from './interpreters.ts';
import { toolVariables } from './variables.ts';

export type MatrixEnvironment =
  | { readonly environment: string; readonly version: string }
  | { readonly missing: string }
  | { readonly problem: ToolProblem };

/**
 * The environment of one Python of the matrix, `.venvs/<version>`, made from the lock with the tests'
 * packages and brought up to date on every use (nothing to do takes uv a few milliseconds). uv locks
 * the environment, so tasks of several projects may ask at once.
 */
export async function matrixEnvironment(
  workspaceRoot: string,
  version: string,
  signal: AbortSignal,
): Promise<MatrixEnvironment> {
  const interpreter = findInterpreter(version, process.env);
  if (interpreter === undefined) return { missing: version };
  const environment = join(workspaceRoot, '.venvs', version);
  const call: ToolCall = {
    name: `environment ${version}`,
    program: 'uv',
    arguments: [
      'sync',
      '--frozen',
      '--all-packages',
      '--no-group=quality',
      '--no-progress',
      `--python=${interpreter.program}`,
    ],
    cwd: workspaceRoot,
    exitCodes: [0],
  };
  const outcome = await run(
    {
      argv: [programFile('uv', { workspaceRoot, environment }, process.env), ...call.arguments],
      cwd: call.cwd,
      env: toolVariables(process.env, {
        UV_PROJECT_ENVIRONMENT: environment,
        UV_SYSTEM_CERTS: process.env['UV_SYSTEM_CERTS'] ?? '1',
      }),
      deadlineMs: 600_000,
      outputLimitBytes: 16 * 1024 * 1024,
    },
    { signal },
  );
  const failed = outcomeProblem(call, outcome);
  if (failed === undefined) return { environment, version: interpreter.version };
  if (failed.code !== 'TOOL_CRASHED') return { problem: failed };
  const remedy = `Read what uv says above; then delete the folder \`.venvs/${version}\` and run the task again.`;
  return { problem: toolProblem('ENVIRONMENT_BROKEN', failed.message, { remedy }) };
}
