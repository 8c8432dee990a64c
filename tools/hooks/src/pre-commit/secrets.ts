import { copyFileSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Finding } from '@modax/findings';
import { judge, trivy } from '@modax/nx-python/tools';
import type { CheckResult } from './check-result.ts';
import { inTurn, TOOL_OPTIONS, toolContext, withCalls, type RunContext } from './run-context.ts';
import type { StagedFile } from './staged.ts';
import { isThere } from './unchecked-names.ts';

/** What an executor leaves to others, because it is not the project's own, is committed here. */
const PASSED_OVER = '--skip-dirs';

/** Trivy as its executor runs it, with the same rules, for secrets alone and in every folder. */
const secretScanner = withCalls(trivy, (calls) =>
  calls.map((call) => ({
    ...call,
    arguments: call.arguments
      .filter((word, at, words) => word !== PASSED_OVER && words[at - 1] !== PASSED_OVER)
      .map((word) => (word === 'secret,misconfig' ? 'secret' : word)),
  })),
);

/** Secrets in the staged content of files of any kind. */
export async function checkSecrets(
  context: RunContext,
  files: readonly StagedFile[],
): Promise<CheckResult> {
  const { root, signal } = context.repository;
  const folder = join(context.scratch, 'secrets');
  mkdirSync(folder);
  for (const { path } of files) {
    const file = join(context.tree, path);
    if (isThere(file)) copy(file, join(folder, path));
  }
  const place = { ...toolContext(context, root), project: folder };
  const parsed = await inTurn(() => judge(secretScanner, TOOL_OPTIONS, place, signal));
  const prefix = `${relative(root, folder)}/`;
  const findings = (parsed.findings ?? [])
    // The one note is about a database that secrets do not need.
    .filter(({ severity }) => severity !== 'note')
    .map((finding) => placed(finding, prefix));
  const problems = 'problems' in parsed ? parsed.problems : [];
  return { tool: 'trivy', projectRoot: '.', findings, problems, budget: 0 };
}

/** A finding in a copy is one in the file that was copied. */
function placed(finding: Finding, prefix: string): Finding {
  const { location } = finding;
  if (location?.path.startsWith(prefix) !== true) return finding;
  return { ...finding, location: { ...location, path: location.path.slice(prefix.length) } };
}

/** What git keeps of a symbolic link is the text that it leads to. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) writeFileSync(to, readlinkSync(from));
  else copyFileSync(from, to);
}
