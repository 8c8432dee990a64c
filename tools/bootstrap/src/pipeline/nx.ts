import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import type { Session } from '../session.ts';

/** What a run looks at: every project, or those that differ from a commit that was green. */
export type Scope =
  | { readonly kind: 'everything'; readonly because: string }
  | { readonly kind: 'affected'; readonly base: string };

const DEADLINE_MS = 2 * 60 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** The words behind `nx` that check the scope. */
export function checkArguments(scope: Scope): readonly string[] {
  const run = [`--parallel=${availableParallelism()}`];
  return scope.kind === 'everything'
    ? ['run-many', '--targets=check', ...run]
    : ['affected', '--targets=check', `--base=${scope.base}`, ...run];
}

/** The call that checks; with `verbose` it prints what every step prints. */
export function checkCall(session: Session, scope: Scope, verbose: boolean): ProgramCall {
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

function nxCall(session: Session, words: readonly string[]): ProgramCall {
  return {
    argv: [process.execPath, join(session.root, 'node_modules/.bin/nx'), ...words],
    cwd: session.root,
    env: nxEnvironment(session.environment),
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

function nxEnvironment(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    // A daemon survives the command and its Ctrl-C; who wants one sets NX_DAEMON=true.
    NX_DAEMON: 'false',
    ...environment,
    // A process per plugin costs more than the plugins do.
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
    // Folds would stand around output that is printed again here.
    NX_SKIP_LOG_GROUPING: 'true',
  };
}
