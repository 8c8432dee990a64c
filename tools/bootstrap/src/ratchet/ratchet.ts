import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitOf, fileAt, mergeBase } from '../git.ts';
import { pythonProjects } from '../python-projects.ts';
import type { Session } from '../session.ts';
import { loosened } from './limits.ts';

/** What the comparison came to. */
export type RatchetResult =
  | { readonly kind: 'held'; readonly base: string }
  | { readonly kind: 'loosened'; readonly base: string; readonly sentences: readonly string[] }
  /** There is nothing to compare with: no repository, or no commit in it. */
  | { readonly kind: 'no-history' }
  | { readonly kind: 'base-unknown'; readonly name: string };

/** Compares the limits of every Python project with those of the commit that this work started from. */
export async function ratchet(session: Session): Promise<RatchetResult> {
  const named = session.environment['NX_BASE'] ?? '';
  const base = named === '' ? await startOfWork(session) : await commitOf(session, named);
  if (base === undefined) {
    return named === '' ? { kind: 'no-history' } : { kind: 'base-unknown', name: named };
  }
  const sentences: string[] = [];
  for (const folder of pythonProjects(session.root)) {
    const path = `${folder}/pyproject.toml`;
    const file = join(session.root, path);
    const now = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    sentences.push(...loosened({ path, before: await fileAt(session, base, path), now }));
  }
  return sentences.length === 0 ? { kind: 'held', base } : { kind: 'loosened', base, sentences };
}

/** Where this branch left the main one; without a main one, the last commit. */
async function startOfWork(session: Session): Promise<string | undefined> {
  for (const main of ['origin/HEAD', 'origin/main']) {
    if ((await commitOf(session, main)) === undefined) continue;
    const base = await mergeBase(session, main, 'HEAD');
    if (base !== undefined) return base;
  }
  return commitOf(session, 'HEAD');
}
