import { cleanEnvironment, run, type ProgramCall, type ProgramOutcome } from '@modax/command';
import { Interrupted } from './stage-0/problem.mjs';

/** What every part of a command works with. */
export interface Session {
  /** The checkout, absolute. */
  readonly root: string;
  /** The environment of every program that is started. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts when the person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Talk for people, on stderr. */
  readonly tell: (text: string) => void;
}

/** By these git is led to another repository, or another index, than that of the folder it works in. */
const ELSEWHERE = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_PREFIX'];

/** The caller's environment, without what a hook or a person's set-up tells git of another place. */
export function sessionEnvironment(variables: NodeJS.ProcessEnv): Record<string, string> {
  return cleanEnvironment(
    variables,
    Object.fromEntries(ELSEWHERE.map((name) => [name, undefined])),
  );
}

/** Whether nobody sits before this run. */
export function isInCi({ CI: ci = '' }: Readonly<Record<string, string>>): boolean {
  return ci !== '' && ci !== 'false';
}

const QUESTION_DEADLINE_MS = 30_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

type Arguments = ProgramCall['argv'];

/**
 * Runs a program in the checkout.
 * @throws Interrupted when the session was asked to stop.
 */
export async function execute(
  session: Session,
  argv: Arguments,
  options: { readonly deadlineMs: number },
): Promise<ProgramOutcome> {
  const outcome = await run(
    {
      argv,
      cwd: session.root,
      env: session.environment,
      deadlineMs: options.deadlineMs,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
    },
    { signal: session.signal },
  );
  if (outcome.kind === 'cancelled') throw new Interrupted();
  return outcome;
}

/** What a program answers on stdout; nothing when it is absent, fails or does not answer in time. */
export async function ask(session: Session, argv: Arguments): Promise<string | undefined> {
  const outcome = await execute(session, argv, { deadlineMs: QUESTION_DEADLINE_MS });
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}

/** How a program that did not do its work ended, in words, with what it said. */
export function ending(outcome: ProgramOutcome): { readonly how: string; readonly said: string } {
  switch (outcome.kind) {
    case 'exited':
      return { how: `ended with exit code ${outcome.code}`, said: said(outcome) };
    case 'killed':
      return { how: `was ended by ${outcome.signal}`, said: said(outcome) };
    case 'timed-out':
      return { how: `took longer than ${outcome.deadlineMs / 1000} s`, said: said(outcome) };
    case 'too-much-output':
      return { how: 'printed without end', said: said(outcome) };
    case 'cancelled':
      return { how: 'was interrupted', said: said(outcome) };
    case 'not-found':
      return { how: 'is not on PATH', said: '' };
    case 'not-executable':
      return { how: 'cannot be started', said: outcome.reason };
  }
}

function said({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return `${stdout}\n${stderr}`;
}
