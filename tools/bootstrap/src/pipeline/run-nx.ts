import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, type ProgramOutcome } from '@modax/command';
import { ending, type Session } from '../session.ts';
import { eachLine } from './lines.ts';
import { checkArguments, checkCall, planCall, type Scope } from './nx.ts';
import { parsePlan, type PlannedStep } from './plan.ts';
import { Progress } from './progress.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';

/** Nx gives its tasks 5 s to leave before it kills them; killed itself, it would leave them behind. */
const NX_GRACE_MS = 15_000;

/** What a run of Nx came to, as far as it can be known. */
export interface NxRun {
  readonly plan: readonly PlannedStep[];
  readonly record: RunRecord | undefined;
  /** Why what is known is not all: then the run is no success, whatever the steps say. */
  readonly trouble: string | undefined;
  /** Nx's own; 1 when it has none. It is 130 too when a failed step keeps another from running. */
  readonly exitCode: number;
  /** What Nx itself printed. */
  readonly output: string;
  /** When the session was asked to stop, in milliseconds since the epoch. */
  readonly interruptedAt: number | undefined;
}

const RECORD = '.nx/cache/run.json';
const SIGN_OF_LIFE_MS = 20_000;
const PLAN_GRACE_MS = 5000;

/**
 * Checks the scope with Nx. The plan is asked for at the same time: it says which steps there should be,
 * and only with it can a step that silently did not run be told from one that did not exist.
 */
export async function runNx(session: Session, scope: Scope, verbose: boolean): Promise<NxRun> {
  // What is left of an earlier run must never be read as the result of this one.
  rmSync(join(session.root, RECORD), { force: true });
  let interruptedAt: number | undefined;
  let lastCall: NodeJS.Timeout | undefined;
  const planning = new AbortController();
  const noteInterruption = (): void => {
    interruptedAt = Date.now();
    // Without the plan nothing can be said of what was done: it may finish, but not keep anyone waiting.
    lastCall = setTimeout(() => {
      planning.abort();
    }, PLAN_GRACE_MS);
  };
  session.signal.addEventListener('abort', noteInterruption, { once: true });

  const progress = new Progress(session.tell);
  const take = eachLine((line) => {
    // What an interruption ends looks like a failure to Nx.
    if (session.signal.aborted) return;
    if (verbose) session.tell(`${line}\n`);
    else progress.take(line);
  });
  const signOfLife = setInterval(() => {
    if (!verbose) progress.signOfLife();
  }, SIGN_OF_LIFE_MS);

  const [plan, checking] = await Promise.all([
    run(planCall(session, scope), { signal: planning.signal }).then((outcome) => {
      const read = readPlan(outcome);
      if (read.kind === 'known') progress.plan(read.steps);
      return read;
    }),
    run(checkCall(session, scope, verbose), {
      signal: session.signal,
      graceMs: NX_GRACE_MS,
      onOutput: (stream, text) => {
        if (stream === 'stdout') take(text);
      },
    }),
  ]);
  clearInterval(signOfLife);
  clearTimeout(lastCall);
  session.signal.removeEventListener('abort', noteInterruption);

  const record = readRecord(session.root, scope);
  const { how, said } = ending(checking);
  return {
    plan: plan.kind === 'known' ? plan.steps : [],
    record: record.kind === 'known' ? record.record : undefined,
    trouble:
      interruptedAt === undefined
        ? trouble(checking.kind === 'exited' ? undefined : `Nx ${how}`, plan, record)
        : undefined,
    exitCode: checking.kind === 'exited' ? checking.code : 1,
    output: said,
    interruptedAt,
  };
}

type Plan =
  | { readonly kind: 'known'; readonly steps: readonly PlannedStep[] }
  | { readonly kind: 'unknown'; readonly why: string };

type Known =
  | { readonly kind: 'known'; readonly record: RunRecord }
  | { readonly kind: 'unknown'; readonly why: string };

function trouble(ended: string | undefined, plan: Plan, record: Known): string | undefined {
  if (ended !== undefined) return ended;
  if (record.kind === 'unknown') return record.why;
  if (plan.kind === 'unknown') return plan.why;
  return undefined;
}

function readPlan(outcome: ProgramOutcome): Plan {
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    const { how, said } = ending(outcome);
    return { kind: 'unknown', why: `Nx could not plan the run: it ${how}\n${said}` };
  }
  try {
    return { kind: 'known', steps: parsePlan(outcome.stdout) };
  } catch (error) {
    return { kind: 'unknown', why: `Nx's plan cannot be read: ${messageOf(error)}` };
  }
}

/** The record that the last run in this checkout left, when it is the one of this scope. */
export function readRecord(root: string, scope: Scope): Known {
  let record: RunRecord;
  try {
    record = parseRunRecord(readFileSync(join(root, RECORD), 'utf8'));
  } catch (error) {
    return { kind: 'unknown', why: `Nx left no readable ${RECORD}: ${messageOf(error)}` };
  }
  // Someone else's `nx` in the same checkout writes to the same place.
  if (!record.command.startsWith(`nx ${checkArguments(scope).join(' ')} `)) {
    return { kind: 'unknown', why: `another Nx run took place meanwhile: ${record.command}` };
  }
  return { kind: 'known', record };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
