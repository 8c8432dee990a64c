import { printable } from '@modax/findings';
import { clientFor } from '../github/client.ts';
import { type Checkout, git } from '../git.ts';
import { EXIT, RepositoryProblem } from '../problem.ts';
import { readRules } from '../rules/read-rules.ts';
import { parseCommandLine, USAGE } from './command-line.ts';
import { perform, type Talk } from './perform.ts';
import { release } from './release.ts';
import { apiUrlIn, repositoryMeant, tokenIn } from './target.ts';

/** Where a command runs, and for whom. */
export interface Session extends Talk, Checkout {
  /** Lets time pass; ends early when the session is interrupted. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Runs `npm run repository -- …` and says what went wrong. @returns the exit code */
export async function runCommand(words: readonly string[], session: Session): Promise<number> {
  try {
    return await understood(words, session);
  } catch (error) {
    if (session.signal.aborted) {
      session.tell('interrupted\n');
      return EXIT.interrupted;
    }
    if (!(error instanceof RepositoryProblem)) throw error;
    const { code, message, remedy } = error;
    session.tell(`${code}: ${printable(message)}\n  What to do: ${printable(remedy)}\n`);
    return EXIT.unable;
  }
}

async function understood(words: readonly string[], session: Session): Promise<number> {
  const command = parseCommandLine(words);
  if (command.name === 'help') {
    session.print(USAGE);
    return EXIT.same;
  }
  const { root, signal } = session;
  const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN } = session.environment;
  const named = command.repository ?? GITHUB_REPOSITORY;
  const origin =
    named === undefined ? await git(session, 'remote', 'get-url', 'origin') : undefined;
  const [apiUrl, token] = [apiUrlIn(GITHUB_API_URL), tokenIn(GITHUB_TOKEN)];
  const place = repositoryMeant(named, { remote: origin?.text, apiUrl });
  const client = clientFor({ ...place, apiUrl, token, signal });
  const rules = readRules(root);
  return 'release' in command
    ? release(command, { ...session, rules, client, place })
    : perform(command, { ...session, rules, client, place });
}
