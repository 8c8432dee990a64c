import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { judge, trivy } from '@modax/nx-python/tools';
import type { CheckResult } from './check-result.ts';
import { TOOL_OPTIONS, toolContext, withCalls, type RunContext } from './run-context.ts';
import type { StagedFile } from './staged.ts';

/** Trivy as its executor runs it, with the same rules, for secrets alone. */
const secretScanner = withCalls(trivy, (calls) =>
  calls.map((call) => ({
    ...call,
    arguments: call.arguments.map((word) => (word === 'secret,misconfig' ? 'secret' : word)),
  })),
);

/** Secrets in the staged content of files of any kind. */
export async function checkSecrets(
  context: RunContext,
  files: readonly StagedFile[],
): Promise<CheckResult> {
  const folder = join(context.scratch, 'secrets');
  mkdirSync(folder);
  // The scanner is looked for below the folder that it works on.
  symlinkSync(join(context.repository.root, '.venv'), join(folder, '.venv'));
  for (const { path } of files) copy(join(context.tree, path), join(folder, path));
  const parsed = await judge(
    secretScanner,
    TOOL_OPTIONS,
    toolContext(context, folder),
    context.repository.signal,
  );
  return {
    tool: 'trivy',
    projectRoot: '.',
    // The one note is about a database that secrets do not need.
    findings: (parsed.findings ?? []).filter(({ severity }) => severity !== 'note'),
    problems: 'problems' in parsed ? parsed.problems : [],
    budget: 0,
  };
}

/** What git keeps of a symbolic link is the text that it leads to. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) writeFileSync(to, readlinkSync(from));
  else copyFileSync(from, to);
}
