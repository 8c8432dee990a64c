import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withUsableCache } from '@modax/bootstrap/remote-cache';
import { forgetFiles, testCall, type Scope } from '@modax/bootstrap/tests';
import { run } from '@modax/command';
import { printable, problemText, toolProblem } from '@modax/findings';
import { Interrupted, type Repository } from '../repository.ts';
import { comparisonOf, notCheckedOut, type Comparison } from './base.ts';
import { parseUpdates } from './updates.ts';

/** What git hands to the hook. */
export interface Push {
  /** The remote's name, or its address where it has none. */
  readonly remote: string;
  /** A line for each ref. */
  readonly updates: string;
}

/**
 * Tests what a push brings to the remote, in the working tree.
 * @returns the exit code: 0, 1 when a test failed, 2 when something that is needed is missing
 */
export async function prePush(
  repository: Repository,
  { remote, updates: text }: Push,
  tell: (text: string) => void,
): Promise<number> {
  const updates = parseUpdates(text);
  if (updates.length === 0) return 0;
  const elsewhere = await notCheckedOut(repository, updates);
  for (const { localRef } of elsewhere) {
    tell(`${printable(localRef)} is not checked out here: CI tests it, this hook does not\n`);
  }
  const here = updates.filter((update) => !elsewhere.includes(update));
  const scope = scopeOf(await comparisonOf(repository, remote, here));
  return scope === undefined ? 0 : test(repository, scope, tell);
}

function scopeOf(comparison: Comparison): Scope | undefined {
  switch (comparison.kind) {
    case 'nothing':
      return undefined;
    case 'everything':
      return { kind: 'everything', because: 'the remote has nothing of it' };
    case 'base':
      return { kind: 'affected', base: comparison.base };
  }
}

async function test(
  { root, environment, signal }: Repository,
  scope: Scope,
  tell: (text: string) => void,
): Promise<number> {
  if (!existsSync(join(root, 'node_modules/.bin/nx')) || !existsSync(join(root, '.venv'))) {
    tell(
      `${problemText(toolProblem('TOOL_MISSING', 'the tests cannot run: Nx or .venv is missing'))}\n`,
    );
    return 2;
  }
  const { environment: usable } = await withUsableCache({ environment, signal, tell });
  const path = [join(root, 'node_modules/.bin'), usable['PATH'] ?? ''].join(delimiter);
  const call = testCall({ root, environment: { ...usable, PATH: path } }, scope);
  forgetFiles(root);
  const outcome = await run(call, {
    signal,
    // Nx gives its tasks time to leave; killed itself, it would leave them behind.
    graceMs: 15_000,
    onOutput: (_stream, piece) => {
      tell(piece);
    },
  });
  if (outcome.kind === 'cancelled') throw new Interrupted();
  if (outcome.kind === 'exited' && outcome.code === 0) return 0;
  tell('tests failed: nothing was pushed\n');
  return 1;
}
