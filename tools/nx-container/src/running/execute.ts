import { cleanEnvironment, type LastCall, lastCall, run, WITHOUT_SECRETS } from '@modax/command';
import { outcomeProblem, type StartedCall, type ToolProblem } from '@modax/findings';

/** One program to start, decided without any effect. */
export interface Call extends StartedCall {
  readonly arguments: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Laid over the caller's environment; what is undefined is taken out of it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly deadlineMs: number;
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run has of its surroundings. */
export interface Surroundings {
  readonly variables: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Progress for people. */
  readonly tell: (text: string) => void;
  /** Lets time pass; ends early when the run is interrupted. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** What the machine has, and no set-up installs. */
const OF_THE_MACHINE: Readonly<Record<string, string>> = {
  docker: 'Install Docker with buildx 0.33 or newer, and have it on the `PATH`.',
  cosign: 'Install cosign 3, and have it on the `PATH`.',
};

/** Far above anything worth reading, far below what would exhaust a machine. */
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Starts a program, and hands on what it says on stderr when `follow` is set.
 * @returns what it left when it ended with one of its exit codes, else why it did not.
 */
export async function execute(
  call: Call,
  { variables, signal, tell }: Pick<Surroundings, 'variables' | 'signal' | 'tell'>,
  { follow = false } = {},
): Promise<Output | ToolProblem> {
  const outcome = await run(
    {
      argv: [call.program, ...call.arguments],
      cwd: call.cwd,
      env: environmentOf(call, variables),
      deadlineMs: call.deadlineMs,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
    },
    {
      signal,
      onOutput: (stream, text) => {
        if (follow && stream === 'stderr') tell(text);
      },
    },
  );
  const remedyWhenMissing = OF_THE_MACHINE[call.program];
  const problem = outcomeProblem({ ...call, remedyWhenMissing }, outcome);
  if (problem !== undefined) return problem;
  if (outcome.kind !== 'exited') throw new Error(`unexpected outcome ${outcome.kind}`);
  return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
}

/** Has a program ready that runs in the end, also when this process is ended before. */
export function executeLast(call: Call, { variables }: Pick<Surroundings, 'variables'>): LastCall {
  const argv = [call.program, ...call.arguments] as const;
  const { cwd, deadlineMs } = call;
  return lastCall({ argv, cwd, env: environmentOf(call, variables), deadlineMs });
}

function environmentOf(call: Call, variables: NodeJS.ProcessEnv): Record<string, string> {
  return cleanEnvironment(variables, {
    NO_COLOR: '1',
    ...WITHOUT_SECRETS,
    ...call.environment,
  });
}

/** For a program whose exit code says less than its words. */
export const ANY_EXIT_CODE: readonly number[] = Array.from({ length: 256 }, (_, code) => code);
