import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgramCall } from '@modax/command';
import type { Session } from '../session.ts';
import { nxEnvironment } from './nx-environment.ts';

/** What a run looks at: every project, or those that differ from a commit that was green. */
export type Scope =
  | { readonly kind: 'everything'; readonly because: string }
  | { readonly kind: 'affected'; readonly base: string };

/** Where the run writes which steps it has, relative to the workspace root. */
export const PLAN = '.nx/cache/plan.json';

const DEADLINE_MS = 2 * 60 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

const nxProcess = fileURLToPath(new URL('nx-process.ts', import.meta.url));

/** The words behind `nx` that check the scope. */
export function checkArguments(scope: Scope): readonly string[] {
  const run = [`--parallel=${availableParallelism()}`];
  return scope.kind === 'everything'
    ? ['run-many', '--targets=check', ...run]
    : ['affected', '--targets=check', `--base=${scope.base}`, ...run];
}

/** The call that checks; with `verbose` it prints what every step prints. */
export function checkCall(session: Session, scope: Scope, verbose: boolean): ProgramCall {
<<<<<<< HEAD
=======
  return nxCall(session, [
    ...checkArguments(scope),
    // The other style names a finished step in one line and shows the output of failing ones only.
    `--output-style=${verbose ? 'static' : 'static-failures-only'}`,
  ]);
}

/** The call that tells as JSON which steps such a run has, without running any. */
export function planCall(session: Session, scope: Scope): ProgramCall {
  return nxCall(session, [...checkArguments(scope), '--graph=stdout']);
}

/** The call that writes such a plan into a file, whose name ends in `.json`. */
export function planFileCall(session: Session, scope: Scope, file: string): ProgramCall {
  return nxCall(session, [...checkArguments(scope), `--graph=${file}`]);
}

/** The call that tells as JSON for each step of a plan whether it would run, and why. */
export function explanationCall(session: Session, file: string): ProgramCall {
  const program = join(session.root, 'node_modules/@modax/nx-python/src/explaining/main.ts');
  return { ...nxCall(session, []), argv: [process.execPath, program, file] };
}

function nxCall(session: Session, words: readonly string[]): ProgramCall {
>>>>>>> bd3aaaa (feat(bootstrap): npm run pipeline -- --explain says why each step would run)
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
