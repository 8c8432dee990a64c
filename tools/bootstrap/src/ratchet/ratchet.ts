import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedFiles, commitOf, fileAt, isShallow, mergeBase } from '../git.ts';
import { pythonProjects } from '../python-projects.ts';
import type { Session } from '../session.ts';
import { loosened } from './limits.ts';

/** What the comparison came to. */
export type RatchetResult =
  | { readonly kind: 'held' }
  | { readonly kind: 'loosened'; readonly base: string; readonly sentences: readonly string[] }
  /** There is nothing to compare with: no repository, or no commit in it. */
  | { readonly kind: 'no-history' }
  /** There is something to compare with, and this clone was made without it. */
  | { readonly kind: 'history-missing' }
  | { readonly kind: 'base-unknown'; readonly name: string };

/**
 * Compares the limits of every Python project with those of the commit that this work started from. Never
 * is a commit compared with itself alone: where the work is already on the main branch, its parent counts.
 */
export async function ratchet(session: Session): Promise<RatchetResult> {
  const head = await commitOf(session, 'HEAD');
  if (head === undefined) return { kind: 'no-history' };
  const named = session.environment['NX_BASE'] ?? '';
  const start = named === '' ? await startOfWork(session) : await startFrom(session, named);
  if (start === undefined && named !== '') return { kind: 'base-unknown', name: named };

  if (start !== undefined && start !== head) return compared(session, start);
  const uncommitted = await compared(session, head);
  if (uncommitted.kind === 'loosened') return uncommitted;
  const parent = await commitOf(session, `${head}^`);
  if (parent !== undefined) return compared(session, parent);
  return (await isShallow(session)) ? { kind: 'history-missing' } : uncommitted;
}

async function compared(session: Session, base: string): Promise<RatchetResult> {
  const paths = pythonProjects(session.root).map((folder) => `${folder}/pyproject.toml`);
  const sentences: string[] = [];
  for (const path of await changedFiles(session, base, paths)) {
    const file = join(session.root, path);
    const now = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    sentences.push(...loosened({ path, before: await fileAt(session, base, path), now }));
  }
  return sentences.length === 0 ? { kind: 'held' } : { kind: 'loosened', base, sentences };
}

/** Where this branch left the main one. */
async function startOfWork(session: Session): Promise<string | undefined> {
  for (const main of ['origin/HEAD', 'origin/main']) {
    if ((await commitOf(session, main)) === undefined) continue;
    const base = await mergeBase(session, main, 'HEAD');
    if (base !== undefined) return base;
  }
  return undefined;
}

/** Where this work left the commit that CI names; that commit itself where the way to it is not fetched. */
async function startFrom(session: Session, name: string): Promise<string | undefined> {
  const commit = await commitOf(session, name);
  if (commit === undefined) return undefined;
  return (await mergeBase(session, commit, 'HEAD')) ?? commit;
}
