import { parseArgs } from 'node:util';
import { RepositoryProblem } from '../problem.ts';

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'apply' | 'check';
      /** `owner/name`, when it was named. */
      readonly repository: string | undefined;
      readonly json: boolean;
      /** The plan is agreed to before it is seen: where nobody can be asked. */
      readonly yes: boolean;
    };

export const USAGE = `npm run repository -- check|apply   the rules of the repository on GitHub

  check                  compare them with .github/rulesets, .github/environments, .github/secrets.json
  apply                  show what differs, ask, and set it; secrets are only told

  --repository=OWNER/NAME  which one (GITHUB_REPOSITORY, else where git's origin is)
  --yes                    apply: do not ask
  --json                   the plan as JSON on stdout

GITHUB_TOKEN    the token of an administrator
GITHUB_API_URL  where GitHub's API is (https://api.github.com)

exit codes: 0 as the rules say, 1 not so, 2 wrong use or GitHub did not do as asked, 130 interrupted
`;

/**
 * Reads the words behind `npm run repository --`.
 * @throws RepositoryProblem `WRONG_USE`
 */
export function parseCommandLine(words: readonly string[]): Command {
  const { values, positionals } = parsed(words);
  if (values.help) return { name: 'help' };
  const [name, ...more] = positionals;
  if ((name !== 'apply' && name !== 'check') || more.length > 0) {
    throw wrongUse('say either check or apply');
  }
  if (values.yes && name === 'check') throw wrongUse('check sets nothing: --yes belongs to apply');
  return { name, repository: values.repository, json: values.json, yes: values.yes };
}

function parsed(words: readonly string[]): {
  readonly values: {
    readonly help: boolean;
    readonly json: boolean;
    readonly yes: boolean;
    readonly repository?: string | undefined;
  };
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        repository: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrongUse(error instanceof Error ? error.message : String(error));
  }
}

export function wrongUse(message: string): RepositoryProblem {
  return new RepositoryProblem('WRONG_USE', message, 'npm run repository -- --help');
}
