import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { nxEnvironment } from './nx-environment.ts';
import { checkArguments, nxProcess, REMEMBERED_FILES, type Scope } from './nx.ts';

export type { Scope } from './nx.ts';

/** A checkout, and the variables of who works in it. */
export interface Place {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Not the pipeline's, which may run at the same time. */
const PUSH_PLAN = '.nx/cache/push-plan.json';
const DEADLINE_MS = 2 * 60 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * The call that runs the tests that a scope reaches, in the pipeline's own surroundings, so that either
 * takes from the cache what the other has done. It prints what failing steps print.
 */
export function testCall({ root, environment }: Place, scope: Scope): ProgramCall {
  return {
    argv: [
      process.execPath,
      nxProcess,
      join(root, PUSH_PLAN),
      ...checkArguments(scope, ['test']),
      '--output-style=static-failures-only',
    ],
    cwd: root,
    env: nxEnvironment(environment),
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

/** Has Nx look at every file anew: to be called before the tests are run. */
export function forgetFiles(root: string): void {
  rmSync(join(root, REMEMBERED_FILES), { force: true });
}
