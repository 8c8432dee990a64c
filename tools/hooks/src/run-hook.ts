import { text } from 'node:stream/consumers';
import { interruption } from '@modax/command';
import { findRepository, GitFailed, Interrupted, type Repository } from './repository.ts';

/**
 * Runs one of the hooks in the folder that git has started it in.
 * @param words the hook's name, and what git hands to it
 * @returns the exit code: 0, 1 when something is wrong with what is committed or pushed, 2 when
 *   something that is needed is missing, 130 when interrupted
 */
export async function runHook(words: readonly string[]): Promise<number> {
  const interruptions = interruption();
  try {
    const [hook = '', ...rest] = words;
    const repository = await findRepository(process.cwd(), process.env, interruptions.signal);
    return await perform(hook, rest, repository);
  } catch (error) {
    return explain(error, interruptions.signal);
  } finally {
    interruptions.release();
  }
}

function tell(said: string): void {
  process.stderr.write(said);
}

/** Each hook loads what it needs alone: a message is judged without the tools of a commit. */
async function perform(
  hook: string,
  words: readonly string[],
  repository: Repository,
): Promise<number> {
  const [first = ''] = words;
  switch (hook) {
    case 'pre-commit': {
      const { preCommit } = await import('./pre-commit/hook.ts');
      return preCommit(repository, { today: new Date().toISOString().slice(0, 10), tell });
    }
    case 'commit-msg': {
      const { commitMessage } = await import('./commit-message/hook.ts');
      return commitMessage(repository, first, tell);
    }
    case 'pre-push': {
      const { prePush } = await import('./pre-push/hook.ts');
      return prePush(repository, { remote: first, updates: await text(process.stdin) }, tell);
    }
    default:
      tell(`there is no hook '${hook}': pre-commit, commit-msg and pre-push are known\n`);
      return 2;
  }
}

function explain(error: unknown, signal: AbortSignal): number {
  if (signal.aborted || error instanceof Interrupted) {
    tell('interrupted: nothing was changed\n');
    return 130;
  }
  if (error instanceof GitFailed) {
    tell(`${error.message}\n`);
    return 2;
  }
  throw error;
}
