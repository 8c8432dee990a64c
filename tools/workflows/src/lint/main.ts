/**
 * `node tools/workflows/src/lint/main.ts` in a folder with `.github/workflows`: looks at them with actionlint. Ends with
 * its exit code; with 0 where actionlint is not on this machine, which is said: CI installs it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workflowTool } from '../workflow-tool.ts';

const actionlint = workflowTool('actionlint', process.env);
if (existsSync(actionlint)) {
  // What a workflow runs are single commands: shellcheck, where it happens to be, has nothing to say.
  // One in the checkout could tell it to look away.
  const settings = join(import.meta.dirname, 'actionlint.yaml');
  const words = ['-no-color', '-shellcheck=', '-pyflakes=', `-config-file=${settings}`];
  const { status, error } = spawnSync(actionlint, words, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(
    'SKIPPED: workflows are not looked at here: there is no actionlint (.ci/install-workflow-tools)\n',
  );
}
