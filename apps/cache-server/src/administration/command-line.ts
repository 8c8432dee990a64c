import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { isScope, type Permissions, permissionsOf } from '../access/scope.ts';

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'token create';
      readonly purpose: string;
      readonly permissions: Permissions;
      readonly days: number | undefined;
    }
  | { readonly name: 'token list'; readonly json: boolean }
  | { readonly name: 'token revoke'; readonly id: string }
  | { readonly name: 'stats'; readonly json: boolean }
  | { readonly name: 'verify'; readonly json: boolean }
  | { readonly name: 'prune'; readonly json: boolean };

/** The words are not understood. */
export class UsageProblem extends Error {
  readonly code = 'WRONG_USE';

  constructor(message: string) {
    super(message);
    this.name = 'UsageProblem';
  }
}

export const USAGE = `npm run cache -- <command>   the remote cache in CACHE_FOLDER

  serve                        answer requests, until it is interrupted (also without a command)
  token create --for TEXT --scope SCOPE [--days N]
                               make a token and print it, once; SCOPE is one of
                                 trusted  reads and writes what main has built
                                 blind    writes that, and reads nothing: releases
                                 reader   reads that, and writes nothing: developers
                                 pr-N     pull request N: writes its own, reads its own and that
  token list [--json]          all tokens, without their secrets
  token revoke ID              end a token; a server that runs knows it within a second
  stats [--json]               entries and bytes by scope
  verify [--json]              check every entry; what is damaged is set aside
  prune [--json]               take out what is above the limits or too old

exit codes: 0 done, 1 something was damaged or failed, 2 wrong use, 130 interrupted
`;

/**
 * Reads the words of a command, `serve` excepted.
 * @throws UsageProblem
 */
export function parseCommandLine(words: readonly string[]): Command {
  const { values, positionals } = optionsIn(words, {
    help: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    for: { type: 'string' },
    scope: { type: 'string' },
    days: { type: 'string' },
  });
  if (values.help) return { name: 'help' };
  const [first = '', second = '', ...rest] = positionals;
  const name = first === 'token' ? `token ${second}` : first;
  const extra = first === 'token' ? rest : positionals.slice(1);
  switch (name) {
    case 'token create':
      none(extra);
      return {
        name,
        purpose: purposeOf(values.for),
        permissions: permissionsNamed(values.scope),
        days: daysOf(values.days),
      };
    case 'token revoke':
      return { name, id: onlyOne(extra) };
    case 'token list':
    case 'stats':
    case 'verify':
    case 'prune':
      none(extra);
      return { name, json: values.json };
    default:
      throw new UsageProblem(`there is no command ${JSON.stringify(name.trim())}`);
  }
}

/**
 * Tells the options of a command line from its other words.
 * @throws UsageProblem where an option is none of these, or has no value
 */
export function optionsIn<Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    throw new UsageProblem(error instanceof Error ? error.message : String(error));
  }
}

function purposeOf(text: string | undefined): string {
  if (text !== undefined && /^[^\p{Cc}]{1,200}$/u.test(text)) return text;
  throw new UsageProblem('--for says in one line who has the token and what for');
}

function permissionsNamed(scope: string | undefined): Permissions {
  if (scope === 'trusted' || scope === 'blind' || scope === 'reader') return permissionsOf[scope];
  if (scope !== undefined && isScope(scope)) {
    return permissionsOf.pullRequest(Number(scope.slice('pr-'.length)));
  }
  throw new UsageProblem('--scope is one of trusted, blind, reader, pr-N');
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= 3650) return days;
  throw new UsageProblem(`--days takes a whole number from 1 to 3650, not ${JSON.stringify(text)}`);
}

function onlyOne(words: readonly string[]): string {
  const [word] = words;
  if (words.length === 1 && word !== undefined && /^[0-9a-f]{12}$/.test(word)) return word;
  throw new UsageProblem('token revoke takes the id of one token, as `token list` shows it');
}

function none(words: readonly string[]): void {
  if (words.length > 0)
    throw new UsageProblem(`not understood: ${JSON.stringify(words.join(' '))}`);
}
