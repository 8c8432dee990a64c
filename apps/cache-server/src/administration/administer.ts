import { readTokens } from '../access/token-file.ts';
import { nameOf } from '../storage/entry-name.ts';
import type { Limits } from '../storage/entry-index.ts';
import type { Entries } from '../storage/entries.ts';
import { type Command, USAGE } from './command-line.ts';
import { holdingsOf, pruneEntries, type Tell, verifyEntries } from './entries.ts';
import { holdingsTable, shownTokens, tokensTable } from './tables.ts';
import { createToken, revokeToken, scopesOf } from './tokens.ts';

/** What a command works with. */
export interface Administration {
  readonly tokenFile: string;
  readonly limits: Limits;
  /** Opened by the commands that look at entries alone. */
  readonly entries: () => Promise<Entries>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Data, for stdout. */
  readonly print: (text: string) => void;
  /** What goes on, for stderr. */
  readonly tell: (text: string) => void;
}

export const EXIT = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

/** Does what was asked for. @returns the exit code */
export async function administer(command: Command, parts: Administration): Promise<number> {
  const { tokenFile, now, print, tell } = parts;
  switch (command.name) {
    case 'help':
      print(USAGE);
      return EXIT.done;
    case 'token create': {
      const { id, text } = await createToken(tokenFile, command, now());
      print(`${text}\n`);
      tell(`token ${id}: ${scopesOf(command.permissions)}. It is shown this once.\n`);
      return EXIT.done;
    }
    case 'token revoke':
      await revokeToken(tokenFile, command.id, now());
      tell(`token ${command.id} has ended\n`);
      return EXIT.done;
    case 'token list': {
      const tokens = shownTokens(readTokens(tokenFile), now());
      print(command.json ? jsonOf(tokens) : tokensTable(tokens));
      return EXIT.done;
    }
    default:
      return lookAfterEntries(command, parts);
  }
}

async function lookAfterEntries(
  command: Extract<Command, { readonly name: 'stats' | 'verify' | 'prune' }>,
  { entries: open, limits, now, signal, print, tell }: Administration,
): Promise<number> {
  const entries = await open();
  tell('looking for entries\n');
  const found = await entries.list(signal);
  if (command.name === 'stats') {
    const holdings = holdingsOf(found);
    print(command.json ? jsonOf(holdings) : holdingsTable(holdings));
    return signal.aborted ? EXIT.interrupted : EXIT.done;
  }
  const told = everyThousandth(tell);
  const keys =
    command.name === 'verify'
      ? await verifyEntries(entries, found, signal, told)
      : await pruneEntries(entries, found, { limits, now: now() }, signal, told);
  const names = keys.map(nameOf);
  if (command.json) print(jsonOf({ entries: found.length, [OUTCOME[command.name]]: names }));
  else print(`${found.length} entries, ${names.length} ${OUTCOME[command.name]}\n${lines(names)}`);
  if (signal.aborted) return EXIT.interrupted;
  return command.name === 'verify' && names.length > 0 ? EXIT.failed : EXIT.done;
}

const OUTCOME = { verify: 'damaged', prune: 'removed' } as const;

/** Seldom enough to be read. */
function everyThousandth(tell: (text: string) => void): Tell {
  return (done, all) => {
    if (done % 1000 === 0) tell(`${done} of ${all}\n`);
  };
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function lines(words: readonly string[]): string {
  return words.map((word) => `  ${word}\n`).join('');
}
