import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, commit, type Workspace } from '../workspaces/workspace.ts';

/** A kind of change that the bench asks about. */
export interface Change {
  readonly id: string;
  readonly title: string;
  /** The highest share of the document's machine seconds. */
  readonly asked?: number;
  readonly make: (bench: Bench, workspace: Workspace) => Promise<void> | void;
}

/** Another version than that of the lock, of a package with which everything else is content. */
const OTHER_VERSION = 'idna==3.10';

export const CHANGES: readonly Change[] = [
  {
    id: 'docs',
    title: 'docs only',
    asked: 0.02,
    make: appended('docs/use/reports.md', '\nMore.\n'),
  },
  {
    id: 'ai-layer',
    title: 'source of ai-layer',
    make: appended('apps/ai-layer/src/modax_ai/analyst.py', '# a change\n'),
  },
  {
    id: 'control-layer',
    title: 'source of control-layer',
    make: appended('apps/control-layer/src/modax_control/fleet.py', '# a change\n'),
  },
  {
    id: 'contracts',
    title: 'contracts',
    make: appended('libs/contracts/src/modax_contracts/__init__.py', '# a change\n'),
  },
  {
    id: 'lock',
    title: 'lock',
    make: async (bench, workspace) => {
      const upgrade = ['uv', 'lock', '--quiet', `--upgrade-package=${OTHER_VERSION}`] as const;
      await succeed(callIn(workspace, upgrade), bench.signal);
    },
  },
  {
    id: 'workflow',
    title: 'a workflow file',
    make: (_, { root }) => {
      const file = join(root, '.github/workflows/python-ci.yml');
      writeFileSync(file, `# A change.\n${readFileSync(file, 'utf8')}`);
    },
  },
];

function appended(file: string, text: string): Change['make'] {
  return (_, { root }) => {
    appendFileSync(join(root, file), text);
  };
}

/** Makes a change, and commits it. */
export async function commitChange(
  bench: Bench,
  workspace: Workspace,
  change: Change,
): Promise<void> {
  await change.make(bench, workspace);
  await commit(bench, workspace, change.title);
}
