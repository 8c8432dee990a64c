import { parseArgs } from 'node:util';
import { type ReleaseTag, releaseTag } from '../release/release-tag.ts';
import { wrongUse } from './wrong-use.ts';

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
    }
  | {
      readonly name: 'announce' | 'verify';
      readonly repository: string | undefined;
      readonly release: ReleaseTag;
    };

/** What compares rules, or sets them. */
export type RulesCommand = Extract<Command, { readonly yes: boolean }>;

export const USAGE = `npm run repository -- COMMAND   the rules of the repository on GitHub, and its releases

  check                  compare them with .github/rulesets, .github/environments, .github/secrets.json
  apply                  show what differs, ask, and set it; secrets are only told
  verify TAG             wait for the checks of a release tag, and refuse one that is not to be released
  announce TAG           make the release on GitHub, with its notes of CHANGELOG.md

  --repository=OWNER/NAME  which one (GITHUB_REPOSITORY, else where git's origin is)
  --yes                    apply: do not ask
  --json                   check, apply: the plan as JSON on stdout

GITHUB_TOKEN    the token of an administrator; for verify and announce that of a job
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
  const { repository, json, yes } = values;
  if (yes && name !== 'apply') throw wrongUse('--yes belongs to apply');
  if (name === 'announce' || name === 'verify') {
    const [tag, ...others] = more;
    if (tag === undefined || others.length > 0 || json) throw wrongUse(`${name} wants one tag`);
    return { name, repository, release: releaseTag(tag) };
  }
  if ((name !== 'apply' && name !== 'check') || more.length > 0) {
    throw wrongUse('say check, apply, verify or announce');
  }
  return { name, repository, json, yes };
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
