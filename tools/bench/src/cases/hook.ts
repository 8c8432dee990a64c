import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { BenchProblem } from '../bench-problem.ts';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';
import { changeFile, type Projects } from './checks.ts';

const BARE_TOOLS = ['black', 'flake8', 'mypy', 'trivy'] as const;
type BareTool = (typeof BARE_TOOLS)[number];

/** The bare tools all at once, which take as long as the slowest of them, and the hook beside it. */
export const HOOK_ROWS: readonly RowPlan[] = [
  { id: 'parallel', title: 'the bare tools, all at once', measure: 'parallel' },
  ...BARE_TOOLS.map((tool) => ({ id: tool, title: `${tool}, alone`, measure: 'parallel' })),
  { id: 'hook', title: 'the commit hook', measure: 'parallel', asked: { wall: 1.3 } },
];

/**
 * One Python file of the first project changed and staged. Each tool has what it knows from before: a
 * developer's second commit, not the first.
 */
export function hookCases(bench: Bench, workspace: Workspace, projects: Projects): readonly Case[] {
  const stage = async (): Promise<void> => {
    changeFile(workspace, projects);
    const add = ['git', 'add', '--', projects.changedFile] as const;
    await succeed(callIn(workspace, add), bench.signal);
  };
  const script = join(import.meta.dirname, 'hook-tools.sh');
  const cache = join(bench.folder, 'hook-mypy');
  const tools = (names: readonly BareTool[]): ProgramCall =>
    callIn(workspace, ['bash', script, workspace.root, cache, projects.changedFile, ...names]);
  return [
    {
      id: 'parallel',
      title: 'the bare tools, all at once',
      prepare: stage,
      call: tools(BARE_TOOLS),
    },
    ...BARE_TOOLS.map((tool) => ({
      id: tool,
      title: `${tool}, alone`,
      prepare: stage,
      call: tools([tool]),
    })),
    {
      id: 'hook',
      title: 'the commit hook',
      prepare: stage,
      call: callIn(workspace, ['git', 'hook', 'run', 'pre-commit']),
      verify: () => {
        requireSeen(workspace, projects);
      },
    },
  ];
}

/**
 * A hook that a person has switched off ends at once, and green.
 * @throws BenchProblem `NOTHING_CHECKED` when the snapshot is not of the change.
 */
export function requireSeen({ root }: Workspace, { changedFile }: Projects): void {
  const snapshot = join(root, '.git/modax-hooks/tree', changedFile);
  if (
    existsSync(snapshot) &&
    readFileSync(snapshot).equals(readFileSync(join(root, changedFile)))
  ) {
    return;
  }
  throw new BenchProblem('NOTHING_CHECKED', `the hook has not looked at ${changedFile}`);
}
