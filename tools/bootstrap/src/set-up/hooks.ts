import { existsSync } from 'node:fs';
import { join } from 'node:path';
import husky from 'husky';
import { ask, isInCi, type Session } from '../session.ts';

const HOOKS_FOLDER = '.husky/_';

/**
 * Lets git run the hooks of `.husky`. In CI, with `HUSKY=0` and outside a git checkout nothing is done;
 * where a person has set a hooks folder of their own it stays, and they are told.
 */
export async function installHooks(session: Session): Promise<void> {
  const isUnwanted = session.environment['HUSKY'] === '0' || isInCi(session.environment);
  if (isUnwanted || !existsSync(join(session.root, '.git'))) return;

  const answer = await ask(session, ['git', 'config', '--local', 'core.hooksPath']);
  const current = answer?.trim() ?? '';
  if (current === HOOKS_FOLDER && existsSync(join(session.root, HOOKS_FOLDER, 'pre-push'))) return;
  if (current !== '' && current !== HOOKS_FOLDER) {
    session.tell(`git hooks stay in ${current}, where you have put them\n`);
    return;
  }
  const message = inFolder(session.root, () => husky());
  if (message !== '') session.tell(`git hooks are not installed: ${message}\n`);
}

/** husky knows no folder but the current one. */
function inFolder<Result>(folder: string, work: () => Result): Result {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}
