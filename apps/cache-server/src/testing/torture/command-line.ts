import { optionsIn, UsageProblem } from '../../administration/command-line.ts';
import { type NamedTorture, TORTURES } from './tortures.ts';

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'torture';
      readonly tortures: readonly NamedTorture[];
      readonly seed: number;
    };

export const USAGE = `npm run torture [-- name... --seed N]   break the remote cache on purpose, as often as it takes

${TORTURES.map(({ name, count, unit = 'times' }) => `  ${name.padEnd(14)}${count} ${unit}`).join('\n')}

  --seed N    other random choices than those of 1

exit codes: 0 all promises held, 1 one did not, 2 wrong use, 3 something could not be tried here
`;

/** @throws UsageProblem */
export function parseCommandLine(words: readonly string[]): Command {
  const { values, positionals } = optionsIn(words, {
    help: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  });
  if (values.help) return { name: 'help' };
  if (!/^\d{1,9}$/.test(values.seed)) throw new UsageProblem('--seed takes a whole number');
  const tortures = positionals.map((word) => {
    const torture = TORTURES.find(({ name }) => name === word);
    if (torture === undefined)
      throw new UsageProblem(`there is no torture ${JSON.stringify(word)}`);
    return torture;
  });
  return {
    name: 'torture',
    tortures: tortures.length === 0 ? TORTURES : tortures,
    seed: Number(values.seed),
  };
}
