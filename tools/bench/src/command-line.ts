import { parseArgs } from 'node:util';
import { BenchProblem } from './bench-problem.ts';

/** The parts of the bench, in the order in which they run. */
export const PARTS = [
  'hook',
  'layers',
  'images',
  'cache',
  'ci',
  'generated',
  'executors',
  'peers',
] as const;
export type Part = (typeof PARTS)[number];

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'measure';
      readonly parts: readonly Part[];
      readonly rounds: number;
      /** Numbers of projects of the generated workspace, rising. */
      readonly sizes: readonly number[];
      readonly json: boolean;
    };

export const USAGE = `npm run bench [-- part... options]   measure, side by side, and print ratios

parts (all of them, unless some are named):
  hook        the commit hook on one Python file, beside the bare tools
  layers      this repository's Python projects, beside the document's steps in a shell
  images      the images of both layers, beside the document's layout: time and bytes
  cache       the remote cache, beside nginx and another one: requests, waits, a check
  ci          what a push costs in CI, beside the document's workflows, and the last 50 commits replayed
  generated   the Python checks with generated services and libraries, in several sizes
  executors   each executor in batch, beside its bare tool, on the middle size
  peers       pre-commit beside the hook; moon and tox on the same steps, on the middle size

  --rounds N      how often each case is measured; the medians are shown (5)
  --sizes A,B,C   projects of the generated workspace (5,20,60)
  --json          the results as JSON on stdout instead of tables

What is measured is the last commit. The results lie in reports/bench/ as well.
exit codes: 0 measured, 1 something that was measured failed, 2 wrong use, 130 interrupted
`;

const LARGEST_SIZE = 99;

/**
 * Reads the words behind `npm run bench --`.
 * @throws BenchProblem `WRONG_USE` naming what is not understood.
 */
export function parseCommandLine(words: readonly string[]): Command {
  let given;
  try {
    given = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        sizes: { type: 'string', default: '5,20,60' },
      },
    });
  } catch (error) {
    throw new BenchProblem('WRONG_USE', error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = given;
  if (values.help) return { name: 'help' };
  return {
    name: 'measure',
    parts: partsOf(positionals),
    rounds: wholeNumber('--rounds', values.rounds, 1, 1000),
    sizes: sizesOf(values.sizes),
    json: values.json,
  };
}

function partsOf(words: readonly string[]): readonly Part[] {
  for (const word of words) {
    if (!PARTS.some((part) => part === word)) {
      throw new BenchProblem(
        'WRONG_USE',
        `there is no part ${word}; there are ${PARTS.join(', ')}`,
      );
    }
  }
  return words.length === 0 ? PARTS : PARTS.filter((part) => words.includes(part));
}

function sizesOf(text: string): readonly number[] {
  const sizes = text.split(',').map((word) => wholeNumber('--sizes', word, 2, LARGEST_SIZE));
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new BenchProblem(
    'WRONG_USE',
    `${option} takes whole numbers from ${least} to ${most}, not ${text}`,
  );
}
