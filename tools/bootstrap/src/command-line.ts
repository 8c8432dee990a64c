import { parseArgs } from 'node:util';
import { isTaskName } from './pipeline/chosen.ts';
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
      /** These tasks and nothing else; nothing when the change decides. */
      readonly only?: readonly string[];
      readonly json: boolean;
      readonly verbose: boolean;
    }
  | MatrixCommand
  | RecordCommand;

/** How long steps take, for those who plan jobs. */
export interface RecordCommand {
  readonly name: 'record';
  /** What `npm test -- --json` has printed. */
  readonly files: readonly string[];
}

/** What CI is to do, in jobs. */
export interface MatrixCommand {
  readonly name: 'matrix';
  /** The commit that the change is compared with; everything is to be done when it is empty or unknown. */
  readonly base: string;
  /** The most jobs. */
  readonly jobs: number;
  /** Nothing that wants a secret. */
  readonly fork: boolean;
  readonly form: 'table' | 'json' | 'github';
}

export const USAGE = `npm run setup                   make this checkout ready
npm run pipeline [-- options]   check everything that the change reaches
npm test [-- options]           check everything
npm run matrix [-- options]     say in which jobs CI checks what the change reaches

  --all      (pipeline) everything, whatever was green before
  --explain  (pipeline) run nothing: say for each step why it would run, or why not
  --only T   (pipeline) these tasks of Nx and no others: "ai-layer:check ai-layer:test-3.9"
  --base C   (matrix) what differs from commit C; without it, everything
  --jobs N   (matrix) at most so many jobs (8)
  --fork B   (matrix) true where the change comes from a fork: nothing that wants a secret (false)
  --github   (matrix) as lines for $GITHUB_OUTPUT
  --record F (matrix) plan nothing: note how long the steps took of which F, the JSON of a run, tells
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
          only: { type: 'string', multiple: true },
        } as const;
        const { only, ...values } = parseArgs({ args: rest, options }).values;
        return { name, ...values, ...(only !== undefined && { only: tasksOf(only) }) };
      }
      case 'matrix':
        return matrixCommand(rest);
    }
  } catch (error) {
    throw wrongUse(error instanceof Error ? error.message : String(error));
  }
  throw wrongUse(`there is no command ${name}`);
}

function tasksOf(given: readonly string[]): readonly string[] {
  const tasks = given.flatMap((words) => words.split(/\s+/)).filter((word) => word !== '');
  const wrong = tasks.find((task) => !isTaskName(task));
  if (wrong !== undefined) throw new Error(`${wrong} is no task: they are like ai-layer:check`);
  if (tasks.length === 0) throw new Error('--only names no task');
  return [...new Set(tasks)];
}

const MOST_JOBS = 256;

function matrixCommand(words: readonly string[]): MatrixCommand | RecordCommand {
  const { values } = parseArgs({
    args: [...words],
    options: {
      base: { type: 'string', default: '' },
      jobs: { type: 'string', default: '8' },
      fork: { type: 'string', default: 'false' },
      json: { type: 'boolean', default: false },
      github: { type: 'boolean', default: false },
      record: { type: 'string', multiple: true },
    },
  });
  if (values.record !== undefined) return { name: 'record', files: values.record };
  const jobs = /^\d+$/.test(values.jobs) ? Number(values.jobs) : 0;
  if (jobs < 1 || jobs > MOST_JOBS) throw new Error(`--jobs is a number from 1 to ${MOST_JOBS}`);
  if (!/^(?:true|false)$/.test(values.fork)) throw new Error('--fork is true or false');
  const form = values.github ? 'github' : values.json ? 'json' : 'table';
  return { name: 'matrix', base: values.base, jobs, fork: values.fork === 'true', form };
}

function wrongUse(message: string): Problem {
  return new Problem('WRONG_USE', message, 'See: npm run pipeline -- --help');
}
