import { parseArgs } from 'node:util';
import { Problem } from './stage-0/problem.mjs';

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'setup' }
  | { readonly name: 'test'; readonly json: boolean; readonly verbose: boolean }
  | {
      readonly name: 'pipeline';
      readonly all: boolean;
      /** Only tell which steps would run, and why. */
      readonly explain: boolean;
      readonly json: boolean;
      readonly verbose: boolean;
    };

export const USAGE = `npm run setup                   make this checkout ready
npm run pipeline [-- options]   check everything that the change reaches
npm test [-- options]           check everything

  --all      (pipeline) everything, whatever was green before
  --explain  (pipeline) run nothing: say for each step why it would run, or why not
  --json     the results as JSON on stdout instead of a table
  --verbose  the output of every step, not only of those that fail

exit codes: 0 green, 1 a gate failed, 2 wrong use or something missing, 130 interrupted
`;

const REPORTING = {
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
} as const;

/**
 * Reads the words behind `start.mjs`.
 * @throws Problem `WRONG_USE` naming the word that is not understood.
 */
export function parseCommandLine(words: readonly string[]): Command {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || words.includes('--help')) return { name: 'help' };
  try {
    switch (name) {
      case 'setup':
        parseArgs({ args: rest, options: {} });
        return { name };
      case 'test':
        return { name, ...parseArgs({ args: rest, options: REPORTING }).values };
      case 'pipeline': {
        const options = {
          ...REPORTING,
          all: { type: 'boolean', default: false },
          explain: { type: 'boolean', default: false },
        } as const;
        return { name, ...parseArgs({ args: rest, options }).values };
      }
    }
  } catch (error) {
    throw wrongUse(error instanceof Error ? error.message : String(error));
  }
  throw wrongUse(`there is no command ${name}`);
}

function wrongUse(message: string): Problem {
  return new Problem('WRONG_USE', message, 'See: npm run pipeline -- --help');
}
