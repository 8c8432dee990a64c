import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgramCall } from '@modax/command';
import type { Session } from '../session.ts';
import { nxEnvironment } from './nx-environment.ts';

/** What a run looks at: every project, those that differ from a commit that was green, or what was chosen. */
export type Scope =
  | { readonly kind: 'everything'; readonly because: string }
  | { readonly kind: 'affected'; readonly base: string }
  | {
      readonly kind: 'chosen';
      /** Every one of them, of every one of the projects. */
      readonly targets: readonly string[];
      readonly projects: readonly string[];
    };

/** Where the run writes which steps it has, relative to the workspace root. */
export const PLAN = '.nx/cache/plan.json';

/**
 * What Nx remembers of files by the second of their last change: a file that was changed twice within one,
 * or whose time was restored, would be taken for the one it was.
 */
export const REMEMBERED_FILES = '.nx/workspace-data/nx_files.nxt';

const DEADLINE_MS = 2 * 60 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** The program that runs Nx for the pipeline, which says first what it is about to do. */
export const nxProcess = fileURLToPath(new URL('nx-process.ts', import.meta.url));

/** The words behind `nx` that check the scope, or run other targets in it. */
export function checkArguments(
  scope: Scope,
  targets: readonly string[] = ['check'],
): readonly string[] {
  const run = [`--parallel=${availableParallelism()}`];
  const asked = `--targets=${targets.join(',')}`;
  switch (scope.kind) {
    case 'everything':
      return ['run-many', asked, ...run];
    case 'affected':
      return ['affected', asked, `--base=${scope.base}`, ...run];
    case 'chosen': {
      const chosen = [
        `--targets=${scope.targets.join(',')}`,
        `--projects=${scope.projects.join(',')}`,
      ];
      return ['run-many', ...chosen, ...run];
    }
  }
}

/** The call that checks; with `verbose` it prints what every step prints. */
export function checkCall(session: Session, scope: Scope, verbose: boolean): ProgramCall {
  return {
    argv: [
      process.execPath,
      nxProcess,
      join(session.root, PLAN),
      ...checkArguments(scope),
      // The other style names a finished step in one line and shows the output of failing ones only.
      `--output-style=${verbose ? 'static' : 'static-failures-only'}`,
    ],
    cwd: session.root,
    env: nxEnvironment(session.environment),
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

/** The call that writes such a plan into a file, whose name ends in `.json`, without running any of it. */
export function planFileCall(
  session: Session,
  scope: Scope,
  file: string,
  targets?: readonly string[],
): ProgramCall {
  const nx = join(session.root, 'node_modules/.bin/nx');
  return programCall(session, [nx, ...checkArguments(scope, targets), `--graph=${file}`]);
}

/** The call that tells as JSON for each step of a plan whether it would run, and why. */
export function explanationCall(session: Session, file: string): ProgramCall {
  const program = join(session.root, 'node_modules/@modax/nx-python/src/explaining/main.ts');
  return programCall(session, [program, file]);
}

function programCall(session: Session, words: readonly string[]): ProgramCall {
  return {
    argv: [process.execPath, ...words],
    cwd: session.root,
    env: nxEnvironment(session.environment),
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}
