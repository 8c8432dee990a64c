import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolProblem, type ToolProblem } from '@modax/findings';

/** The set-up writes it last, with the digest of the lock that it installed. */
export const stamp = '.venv/.modax-installed';

/**
 * The workspace's own Python environment, when it was made from the lock as it stands. One of another
 * lock would be judged by other tools than the task's cache key says.
 */
export function workspaceEnvironment(
  workspaceRoot: string,
): { readonly environment: string } | { readonly problem: ToolProblem } {
  const file = join(workspaceRoot, stamp);
  const installed = existsSync(file)
    ? /^lock (?<digest>\w+)$/m.exec(readFileSync(file, 'utf8'))?.groups?.['digest']
    : undefined;
  if (installed === lockDigest(workspaceRoot)) return { environment: join(workspaceRoot, '.venv') };
  const message =
    installed === undefined
      ? 'the Python environment was not set up, or not to its end'
      : 'the Python environment was made from another uv.lock';
  return {
    problem: toolProblem('ENVIRONMENT_BROKEN', message, { remedy: 'Run `npm run setup`.' }),
  };
}

/** SHA-256 of `uv.lock`, in hexadecimal. */
export function lockDigest(workspaceRoot: string): string {
  return createHash('sha256')
    .update(readFileSync(join(workspaceRoot, 'uv.lock')))
    .digest('hex');
}
