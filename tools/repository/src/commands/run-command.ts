import { cleanEnvironment, run } from '@modax/command';
import { printable } from '@modax/findings';
import { clientFor } from '../github/client.ts';
import { EXIT, RepositoryProblem } from '../problem.ts';
import { readRules } from '../rules/read-rules.ts';
import { parseCommandLine, USAGE } from './command-line.ts';
import { perform, type Talk } from './perform.ts';
import { apiUrlIn, repositoryMeant, tokenIn } from './target.ts';

/** Where a command runs, and for whom. */
export interface Session extends Talk {
  /** Folder of the checkout with the rules. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
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
  const place = repositoryMeant(named, named === undefined ? await originOf(session) : undefined);
  const [apiUrl, token] = [apiUrlIn(GITHUB_API_URL), tokenIn(GITHUB_TOKEN)];
  const client = clientFor({ ...place, apiUrl, token, signal });
  return perform(command, { ...session, rules: readRules(root), client, place });
}

/** Where git's remote `origin` is. */
async function originOf({ root, environment, signal }: Session): Promise<string | undefined> {
  const outcome = await run(
    {
      argv: ['git', 'remote', 'get-url', 'origin'],
      cwd: root,
      env: cleanEnvironment(environment),
      deadlineMs: 10_000,
      outputLimitBytes: 10_000,
    },
    { signal },
  );
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout.trim() : undefined;
}
