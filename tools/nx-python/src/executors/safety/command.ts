import { join } from 'node:path';
import { refusal } from '../../running/problems.ts';
import type { Refusal, ToolCall, ToolContext } from '../../running/tool.ts';

/**
 * Audits the project's own part of the lock (with everything below it, without the tools) against
 * the database that the lock pins, so that the same commit always gets the same answer.
 * A project without third-party packages has nothing to audit: no call.
 */
export function safetyCalls(
  _options: unknown,
  context: ToolContext,
): readonly ToolCall[] | Refusal {
  const database = context.resources['database'];
  if (database === undefined) {
    return refusal('DATABASE_MISSING', 'the package safety-db is not in the Python environment');
  }
  if (context.lockedPackages.length === 0) return [];
  return [
    {
      name: 'packages',
      program: 'safety',
      arguments: [
        'check',
        '--json',
        '--full-report',
        `--db=${database}`,
        `--file=${join(context.scratch, 'requirements.txt')}`,
      ],
      cwd: context.scratch,
      exitCodes: [0, 255],
    },
  ];
}
