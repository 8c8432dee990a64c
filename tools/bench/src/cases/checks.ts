import { availableParallelism } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, checkCall, empty, type Workspace } from '../workspaces/workspace.ts';
import { forgetTasks, type NxTasks, requireTasks } from './nx-tasks.ts';

/** The targets that do what the document's steps do. */
export const DOCUMENT_TARGETS = ['lint', 'format', 'typecheck', 'scan-code', 'test'] as const;

/** The Python projects of a workspace that are measured. */
export interface Projects {
  readonly names: readonly string[];
  /** Their folders, relative to the workspace. */
  readonly folders: readonly string[];
  /** The source file that the cases about a change change. */
  readonly changedFile: string;
}

/** The row that is 1.00. */
export const SHELL = 'shell';

/** The rows of {@link checkCases}, with what issue and team ask of them. */
export const CHECK_ROWS: readonly RowPlan[] = [
  { id: SHELL, title: "the document's steps, one after another", measure: SHELL },
  {
    id: 'cold',
    title: 'cold, everything runs',
    measure: SHELL,
    asked: { wall: 0.45, cpu: 0.8 },
  },
  { id: 'nothing', title: 'nothing changed', measure: SHELL, asked: { wall: 0.035 } },
  {
    id: 'local-cache',
    title: 'everything from the local cache',
    measure: SHELL,
    asked: { wall: 0.04 },
  },
  {
    id: 'changed-cold',
    title: "one file changed, the tools' caches cold",
    measure: SHELL,
    asked: { wall: 0.25 },
  },
  { id: 'changed-warm', title: 'the same, warm', measure: SHELL, asked: { wall: 0.15 } },
];

/** Everything that a person waits for, beside the document's steps in a shell on the same projects. */
export function checkCases(
  bench: Bench,
  workspace: Workspace,
  projects: Projects,
): readonly Case[] {
  const output = join(bench.folder, 'document-steps');
  const script = join(import.meta.dirname, 'document-steps.sh');
  const everything = checkCall(workspace, runMany(projects.names));
  const affected = checkCall(workspace, affectedSince('HEAD', projects.names));
  const whole = DOCUMENT_TARGETS.length * projects.names.length;
  const nx = (
    id: string,
    call: ProgramCall,
    isRight: Condition,
    prepare: () => void | Promise<void>,
  ): Case => ({
    ...titled(id),
    call,
    prepare: async () => {
      await prepare();
      forgetTasks(workspace);
    },
    verify: () => {
      requireTasks(workspace, isRight);
    },
  });
  const change = async (): Promise<void> => {
    await restore(bench, workspace);
    changeFile(workspace, projects);
  };
  return [
    {
      ...titled(SHELL),
      prepare: async () => {
        empty({ root: bench.folder }, ['document-steps']);
        await restore(bench, workspace);
      },
      call: callIn(workspace, ['bash', script, workspace.root, output, ...projects.folders]),
    },
    nx('cold', everything, runs(whole), async () => {
      await restore(bench, workspace);
      empty(workspace, ['.nx', '.modax/compile-cache', '.mypy_cache', 'reports']);
    }),
    nx('nothing', affected, runs(0), () => undefined),
    nx(
      'local-cache',
      everything,
      ({ run, cached }) => run === 0 && cached === whole,
      () => {
        empty(workspace, ['reports']);
      },
    ),
    nx('changed-cold', affected, runsAtLeast(DOCUMENT_TARGETS.length), async () => {
      await change();
      empty(workspace, ['.mypy_cache']);
    }),
    nx('changed-warm', affected, runsAtLeast(DOCUMENT_TARGETS.length), change),
  ];
}

type Condition = (tasks: NxTasks) => boolean;

const runs =
  (count: number): Condition =>
  ({ run, cached }) =>
    run === count && cached === 0;

const runsAtLeast =
  (count: number): Condition =>
  ({ run }) =>
    run >= count;

function titled(id: string): Pick<Case, 'id' | 'title'> {
  return { id, title: CHECK_ROWS.find((row) => row.id === id)?.title ?? id };
}

/** The words behind `nx` that check the projects, whatever changed. */
export function runMany(
  names: readonly string[],
  targets: readonly string[] = DOCUMENT_TARGETS,
): readonly string[] {
  return [
    'run-many',
    `--targets=${targets.join(',')}`,
    `--projects=${names.join(',')}`,
    ...PARALLEL,
  ];
}

/** Of these projects alone, as the document's steps are: tests of images have no step there. */
function affectedSince(base: string, names: readonly string[]): readonly string[] {
  return [
    'affected',
    `--targets=${DOCUMENT_TARGETS.join(',')}`,
    `--base=${base}`,
    `--exclude=*,${names.map((name) => `!${name}`).join(',')}`,
    ...PARALLEL,
  ];
}

const PARALLEL = [`--parallel=${availableParallelism()}`] as const;

let changes = 0;

/** A comment that was never there before, formatted as black wants it: no earlier result fits. */
export function changeFile({ root }: Workspace, { changedFile }: Projects): void {
  changes += 1;
  const file = join(root, changedFile);
  const text = readFileSync(file, 'utf8').replace(/\n\n# change \d+ of a bench\n$/, '');
  writeFileSync(file, `${text}\n\n# change ${changes} of a bench\n`);
}

/** Puts back what a case changed. */
export async function restore({ signal }: Bench, workspace: Workspace): Promise<void> {
  await succeed(callIn(workspace, ['git', 'checkout', '--quiet', 'HEAD', '--', '.']), signal);
}
