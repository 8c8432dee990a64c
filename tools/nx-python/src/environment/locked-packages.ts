import { programFile, run } from '@modax/command';
import { outcomeProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { LockedPackage, ToolCall } from '../running/tool.ts';
import { toolVariables } from './variables.ts';

/**
 * Lists what the lock holds for one project: what it ships with, extras too, neither tools nor our own
 * code.
 */
export function exportCall(workspaceRoot: string, distribution: string): ToolCall {
  return {
    name: 'export',
    program: 'uv',
    arguments: [
      'export',
      '--frozen',
      '--offline',
      '--package',
      distribution,
      '--all-extras',
      '--no-default-groups',
      '--no-emit-workspace',
      '--no-hashes',
      '--no-annotate',
      '--no-header',
      '--format=requirements-txt',
    ],
    cwd: workspaceRoot,
    exitCodes: [0],
  };
}

/**
 * The packages in `uv export`'s answer, each version once, whatever Python or platform it is for.
 * @returns undefined when a line is none of `name==version`, with or without extras and marker.
 */
export function parseExport(text: string): readonly LockedPackage[] | undefined {
  const packages = new Map<string, LockedPackage>();
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (line === '') continue;
    const groups = /^(?<name>[\w.-]+)(?:\[[\w,.-]+\])?==(?<version>[\w.+!-]+)(?:\s*;.*)?$/.exec(
      line,
    )?.groups;
    if (groups === undefined) return undefined;
    const { name = '', version = '' } = groups;
    packages.set(`${name}==${version}`, { name, version });
  }
  return [...packages.values()];
}

/** `requirements.txt` in the form that every audit understands. */
export function requirementsText(packages: readonly LockedPackage[]): string {
  return packages.map(({ name, version }) => `${name}==${version}\n`).join('');
}

/** Asks uv, without network. */
export async function lockedPackages(
  place: { readonly workspaceRoot: string; readonly environment: string },
  distribution: string,
  signal: AbortSignal,
): Promise<readonly LockedPackage[] | ToolProblem> {
  const call = exportCall(place.workspaceRoot, distribution);
  const outcome = await run(
    {
      argv: [programFile('uv', place, process.env), ...call.arguments],
      cwd: call.cwd,
      env: toolVariables(process.env),
      deadlineMs: 60_000,
      outputLimitBytes: 16 * 1024 * 1024,
    },
    { signal },
  );
  const failed = outcomeProblem(call, outcome);
  if (failed !== undefined) {
    return failed.code === 'TOOL_CRASHED'
      ? toolProblem('LOCK_EXPORT_FAILED', failed.message, { where: { path: 'uv.lock' } })
      : failed;
  }
  const packages = outcome.kind === 'exited' ? parseExport(outcome.stdout) : undefined;
  return (
    packages ?? toolProblem('LOCK_EXPORT_FAILED', 'uv export wrote a line that is no name==version')
  );
}
