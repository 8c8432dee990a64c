import { text } from 'node:stream/consumers';
import { interruption } from '@modax/command';
import { commitMessage } from './commit-message/hook.ts';
import { findRepository, GitFailed, Interrupted, type Repository } from './repository.ts';

const interruptions = interruption();
const tell = (said: string): void => {
  process.stderr.write(said);
};

try {
  const [hook = '', ...words] = process.argv.slice(2);
  const repository = await findRepository(process.cwd(), process.env, interruptions.signal);
  process.exitCode = await perform(hook, words, repository);
} catch (error) {
  process.exitCode = explain(error);
} finally {
  interruptions.release();
}

/** Each hook loads what it needs alone: a message is judged before the tools of a commit would be read. */
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
    case 'commit-msg':
      return commitMessage(repository, first, tell);
    case 'pre-push': {
      const { prePush } = await import('./pre-push/hook.ts');
      return prePush(repository, { remote: first, updates: await text(process.stdin) }, tell);
    }
    default:
      tell(`there is no hook '${hook}': pre-commit, commit-msg and pre-push are known\n`);
      return 2;
  }
}

function explain(error: unknown): number {
  if (interruptions.signal.aborted || error instanceof Interrupted) {
    tell('interrupted: nothing was changed\n');
    return 130;
  }
  if (error instanceof GitFailed) {
    tell(`${error.message}\n`);
    return 2;
  }
  throw error;
}
