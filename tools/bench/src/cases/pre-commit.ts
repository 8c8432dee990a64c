import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../measuring/rounds.ts';
import { succeed } from '../measuring/stopwatch.ts';
import type { PeerPrograms } from '../workspaces/peers.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';
import { changeFile, type Projects } from './checks.ts';
import { preCommitConfiguration } from './peer-configuration.ts';

/** Black, flake8 and mypy, started by pre-commit on what is staged: it formats nothing and finds no secrets. */
export function hookPeers(
  bench: Bench,
  workspace: Workspace,
  projects: Projects,
  { preCommit }: Pick<PeerPrograms, 'preCommit'>,
): readonly Case[] {
  const { changedFile } = projects;
  const project = join(workspace.root, ...changedFile.split('/').slice(0, 2));
  const cache = join(bench.folder, 'pre-commit-mypy');
  const configuration = join(bench.folder, 'pre-commit-config.yaml');
  writeFileSync(configuration, preCommitConfiguration(project, cache));
  return [
    {
      id: 'pre-commit',
      title: 'pre-commit with black, flake8 and mypy',
      prepare: async () => {
        changeFile(workspace, projects);
        await succeed(callIn(workspace, ['git', 'add', '--', changedFile]), bench.signal);
      },
      call: callIn(workspace, [preCommit, 'run', '--config', configuration], {
        PRE_COMMIT_HOME: join(bench.folder, 'pre-commit'),
      }),
    },
  ];
}
