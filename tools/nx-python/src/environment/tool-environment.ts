import { toolProblem, type ToolProblem } from '@modax/findings';
import { matrixEnvironment } from './matrix-environment.ts';
import { workspaceEnvironment } from './workspace-environment.ts';

export type ToolEnvironment =
  | { readonly environment: string }
  | { readonly skipped: string }
  | { readonly problem: ToolProblem };

/**
 * The Python environment that a task's tools come from: the workspace's own, or that of one Python
 * of the matrix. A Python that is not installed fails in CI and is skipped at a desk.
 */
export async function toolEnvironment(
  options: object,
  place: { readonly workspaceRoot: string; readonly signal: AbortSignal },
): Promise<ToolEnvironment> {
  if (!('python' in options) || typeof options.python !== 'string') {
    return workspaceEnvironment(place.workspaceRoot);
  }
  const found = await matrixEnvironment(place.workspaceRoot, options.python, place.signal);
  if (!('missing' in found)) return found;
  const message = `Python ${found.missing} is not installed`;
  return process.env['CI'] === undefined || process.env['CI'] === 'false'
    ? { skipped: `${message}; install it with: uv python install ${found.missing}` }
    : { problem: toolProblem('INTERPRETER_MISSING', message) };
}
