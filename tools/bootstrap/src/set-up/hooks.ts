import { existsSync } from 'node:fs';
import { join } from 'node:path';
import husky from 'husky';
import { ask, type Session } from '../session.ts';

const HOOKS_FOLDER = '.husky/_';

/**
 * Lets git run the hooks of `.husky`. In CI, with `HUSKY=0` and outside a git checkout nothing is done;
 * where a person has set a hooks folder of their own it stays, and they are told.
 */
export async function installHooks(session: Session): Promise<void> {
  if (!isWanted(session.environment) || !existsSync(join(session.root, '.git'))) return;

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

function isWanted({ CI: ci = '', HUSKY: husky }: Readonly<Record<string, string>>): boolean {
  return husky !== '0' && (ci === '' || ci === 'false');
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
