import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Session } from '../session.ts';
import { filesOnDisk } from './files.ts';
import type { Checkout } from './source-complaints.ts';

/** Looks at the checkout as it lies there now. */
export async function lookAtCheckout(session: Session): Promise<Checkout> {
  const listed = await ask(session, [
    ...(['git', 'ls-files', '-z', '-v', '--cached', '--others', '--exclude-standard'] as const),
  ]);
  const entries = (listed ?? '')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({ tag: entry.slice(0, 1), path: entry.slice(2) }));
  return {
    onDisk: filesOnDisk(session.root),
    inGit:
      listed === undefined
        ? undefined
        : entries.map(({ path }) => path).filter((path) => existsSync(join(session.root, path))),
    gitIsSilent: listed === undefined && existsSync(join(session.root, '.git')),
    // A small letter: assumed unchanged; S: skipped in the work tree.
    frozen: entries.filter(({ tag }) => /[a-zS]/.test(tag)).map(({ path }) => path),
  };
}
