import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { type Bench, callIn, empty, nxCall, type Workspace } from '../workspaces/workspace.ts';
import { type Projects, runMany } from './checks.ts';
import { requireTasks } from './nx-tasks.ts';

/** Each tool, and the target whose executor runs it. */
const TARGETS = {
  flake8: 'lint',
  black: 'format',
  mypy: 'typecheck',
  bandit: 'scan-code',
  pytest: 'test',
} as const;
type Tool = keyof typeof TARGETS;
const tools = Object.keys(TARGETS).filter((name): name is Tool => name in TARGETS);

/** Two rows a tool: bare, which is 1.00, and its executor over all projects in one batch. */
export const EXECUTOR_ROWS: readonly RowPlan[] = tools.flatMap((tool) => [
  { id: `${tool}-bare`, title: `${tool}, project by project`, measure: `${tool}-bare` },
  {
    id: `${tool}-batch`,
    title: `its executor, in batch`,
    measure: `${tool}-bare`,
    asked: { cpu: 1.05 },
  },
]);

/** However few projects there are. */
function inBatch(call: ProgramCall): ProgramCall {
  return { ...call, env: { ...call.env, NX_BATCH_MODE: 'true' } };
}

/** Every tool with its own cache cold, bare and through its executor. */
export function executorCases(
  bench: Bench,
  workspace: Workspace,
  projects: Projects,
): readonly Case[] {
  const output = join(bench.folder, 'bare-tools');
  const script = join(import.meta.dirname, 'bare-tool.sh');
  return tools.flatMap((tool): readonly Case[] => [
    {
      id: `${tool}-bare`,
      title: `${tool}, project by project`,
      prepare: () => {
        empty({ root: bench.folder }, ['bare-tools']);
      },
      call: callIn(workspace, ['bash', script, tool, workspace.root, output, ...projects.folders]),
    },
    {
      id: `${tool}-batch`,
      title: `${tool}'s executor, in batch`,
      prepare: () => {
        // All of it: what Nx remembers of a run's outcome would stand for the run.
        empty(workspace, ['.nx', '.mypy_cache', 'reports']);
      },
      call: inBatch(nxCall(workspace, runMany(projects.names, [TARGETS[tool]]))),
      verify: () => {
        requireTasks(workspace, ({ run }) => run === projects.names.length);
      },
    },
  ]);
}
