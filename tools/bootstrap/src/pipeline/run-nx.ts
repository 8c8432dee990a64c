import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@modax/command';
import { ending, type Session } from '../session.ts';
import { eachLine } from './lines.ts';
import { checkArguments, checkCall, PLAN, REMEMBERED_FILES, type Scope } from './nx.ts';
import { parsePlan, parseProjects, type GraphProject, type PlannedStep } from './plan.ts';
import { Progress } from './progress.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';

/** Nx gives its tasks 5 s to leave before it kills them; killed itself, it would leave them behind. */
const NX_GRACE_MS = 15_000;

/** What a run of Nx came to, as far as it can be known. */
export interface NxRun {
  readonly plan: readonly PlannedStep[];
  /** Every project of the workspace as Nx saw it, checked or not; nothing when it saw none. */
  readonly projects: readonly GraphProject[] | undefined;
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

/**
 * Checks the scope with Nx. Before the first step begins the run says which steps it has: only with that
 * can a step that silently did not run be told from one that did not exist.
 */
export async function runNx(session: Session, scope: Scope, verbose: boolean): Promise<NxRun> {
  // What is left of an earlier run must never be read as the result of this one.
  for (const file of [RECORD, PLAN, REMEMBERED_FILES]) {
    rmSync(join(session.root, file), { force: true });
  }
  let interruptedAt: number | undefined;
  const noteInterruption = (): void => {
    interruptedAt = Date.now();
  };
  session.signal.addEventListener('abort', noteInterruption, { once: true });

  const progress = new Progress(session.tell, () => {
    const known = readPlan(session.root);
    return known.kind === 'known' ? known.steps : undefined;
  });
  const take = eachLine((line) => {
    // What an interruption ends looks like a failure to Nx.
    if (session.signal.aborted) return;
    if (verbose) session.tell(`${line}\n`);
    else progress.take(line);
  });
  const signOfLife = setInterval(() => {
    if (!verbose) progress.signOfLife();
  }, SIGN_OF_LIFE_MS);

  const checking = await run(checkCall(session, scope, verbose), {
    signal: session.signal,
    graceMs: NX_GRACE_MS,
    onOutput: (stream, text) => {
      if (stream === 'stdout') take(text);
    },
  });
  clearInterval(signOfLife);
  session.signal.removeEventListener('abort', noteInterruption);

  const plan = readPlan(session.root);
  const record = readRecord(session.root, scope);
  const { how, said } = ending(checking);
  return {
    plan: plan.kind === 'known' ? plan.steps : [],
    projects: plan.kind === 'known' ? plan.projects : undefined,
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
  | {
      readonly kind: 'known';
      readonly steps: readonly PlannedStep[];
      readonly projects: readonly GraphProject[];
    }
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

function readPlan(root: string): Plan {
  try {
    const text = readFileSync(join(root, PLAN), 'utf8');
    return { kind: 'known', steps: parsePlan(text), projects: parseProjects(text) };
  } catch (error) {
    return { kind: 'unknown', why: `Nx left no readable ${PLAN}: ${messageOf(error)}` };
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
