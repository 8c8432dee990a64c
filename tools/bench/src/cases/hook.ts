import { join } from 'node:path';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';
import { changeFile, type Projects } from './checks.ts';

const BARE_TOOLS = ['black', 'flake8', 'mypy'] as const;

/** The bare tools on one file and its project, and the hook beside the slowest of them. */
export const HOOK_ROWS: readonly RowPlan[] = [
  ...BARE_TOOLS.map((tool) => ({ id: tool, title: `${tool}, bare`, measure: 'mypy' })),
  { id: 'hook', title: 'the commit hook', measure: 'mypy', asked: { wall: 1.3 } },
];

/**
 * One Python file of the first project changed and staged. Each tool has what it knows from before: a
 * developer's second commit, not the first.
 */
export function hookCases(bench: Bench, workspace: Workspace, projects: Projects): readonly Case[] {
  const file = projects.changedFile;
  const project = join(workspace.root, ...file.split('/').slice(0, 2));
  const configuration = join(workspace.root, 'pyproject.toml');
  const cache = join(bench.folder, 'hook-mypy');
  const argv: Readonly<Record<(typeof BARE_TOOLS)[number], readonly [string, ...string[]]>> = {
    black: ['black', '--config', configuration, '--check', file],
    flake8: ['flake8', '--config', join(workspace.root, '.flake8'), file],
    mypy: [
      'mypy',
      '--strict',
      '--config-file',
      configuration,
      '--cache-dir',
      cache,
      join(project, 'src'),
      join(project, 'tests'),
    ],
  };
  const stage = async (): Promise<void> => {
    changeFile(workspace, projects);
    await succeed(callIn(workspace, ['git', 'add', '--', file]), bench.signal);
  };
  return [
    ...BARE_TOOLS.map((tool) => ({
      id: tool,
      title: `${tool}, bare`,
      prepare: stage,
      call: callIn(workspace, argv[tool]),
    })),
    {
      id: 'hook',
      title: 'the commit hook',
      prepare: stage,
      call: callIn(workspace, ['git', 'hook', 'run', 'pre-commit']),
    },
  ];
}
