import { gateComplaints, knownGates } from '../gates/gate-complaints.ts';
import type { GateRules } from '../gates/gates.ts';
import type { ReadySession } from '../set-up/set-up.ts';
import { lookAtCheckout } from '../sources/checkout.ts';
import { sourceComplaints } from '../sources/source-complaints.ts';
import { printable } from '../stage-0/problem.mjs';
import { complaintStep } from './complaints.ts';
import { exitCode } from './exit-code.ts';
import { outputOfFailures } from './failures.ts';
import { judge } from './judge.ts';
import { chosenScopes } from './chosen.ts';
import { committedState, readLastGreen, scopeSince, writeLastGreen } from './last-green.ts';
import type { Scope } from './nx.ts';
import { ratchetStep } from './ratchet-step.ts';
import { withUsableCache } from './remote-cache.ts';
import { reportsIn } from './reports.ts';
import { runNx, type NxRun } from './run-nx.ts';
import type { StepResult } from './step-result.ts';
import { surroundings } from './surroundings.ts';
import { outcomeJson, renderOutcome, type Outcome } from './table.ts';

/** What to check, and how to tell of it. */
export interface CheckOptions {
  readonly name: 'pipeline' | 'test';
  /** Everything, whatever was green before; `test` always does. */
  readonly all?: boolean;
  /** These tasks and nothing else. */
  readonly only?: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Where the result goes. */
export interface ResultStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Checks what is asked for, writes the result to `stdout`, and returns the exit code. `rules` say which
 * gates the workspace has.
 */
export async function check(
  session: ReadySession,
  options: CheckOptions,
  stdout: ResultStream,
  rules: GateRules,
): Promise<number> {
  const startedAt = performance.now();
  const around = await surroundings(session);
  const before = await committedState(session);
  const scopes = await scopesOf(session, options, around);
  const text = scopes.map(scopeText).join('; ');
  session.tell(`checking ${text}\n`);

  const isGreenAlready = scopes.every(
    (scope) => scope.kind === 'affected' && scope.base === before,
  );
  const steps = isGreenAlready
    ? [await sourcesStep(session), await ratchetStep(session)]
    : await runSteps(session, scopes, options.verbose, rules);
  const outcome: Outcome = {
    verdict: session.signal.aborted ? 'interrupted' : isGreen(steps) ? 'passed' : 'failed',
    scope: text,
    steps,
    durationMs: Math.round(performance.now() - startedAt),
  };
  stdout.write(options.json ? outcomeJson(outcome) : render(session, outcome, stdout));

  // Green counts for a commit only when nothing but that commit was there, from beginning to end.
  const isAll = options.only === undefined;
  if (outcome.verdict === 'passed' && before !== undefined && isAll) {
    const after = await committedState(session);
    if (after === before) writeLastGreen(session.root, { head: after, surroundings: around });
  }
  return exitCode(outcome);
}

/** The rows of the table; what failed is told in full on the way. */
async function runSteps(
  session: ReadySession,
  scopes: readonly Scope[],
  wantsAllOutput: boolean,
  rules: GateRules,
): Promise<readonly StepResult[]> {
  const sources = await sourcesStep(session);
  // On GitHub the annotations of passing steps are part of the result, and a log is folded away anyway.
  const verbose = wantsAllOutput || session.environment['GITHUB_ACTIONS'] === 'true';
  const usable = await withUsableCache(session);
  const known = await knownGates(session.root, rules);
  const gated = known.kind === 'known' ? known.gated : [];
  const steps: StepResult[] = [];
  let projects: NxRun['projects'];
  for (const scope of scopes) {
    const run = await runNx(usable, scope, verbose);
    const { steps: judged, trouble } = judge(run, scope, reportsIn(session.root), gated);
    steps.push(...judged);
    projects = run.projects;
    if (session.signal.aborted) return steps;
    if (!verbose && run.record !== undefined) {
      session.tell(outputOfFailures(session.root, run.plan, run.record));
    }
    if (trouble !== undefined) session.tell(troubleText(trouble, run.output));
  }
  const startedAt = performance.now();
  const complaints = gateComplaints(session.root, rules, known, projects);
  const gates = complaintStep(session, 'gates', complaints, startedAt);
  return [...steps, sources, gates, await ratchetStep(session)];
}

async function sourcesStep(session: ReadySession): Promise<StepResult> {
  const startedAt = performance.now();
  const complaints = sourceComplaints(await lookAtCheckout(session));
  return complaintStep(session, 'sources', complaints, startedAt);
}

function render(session: ReadySession, outcome: Outcome, stdout: ResultStream): string {
  const colour = stdout.isTTY === true && (session.environment['NO_COLOR'] ?? '') === '';
  return `\n${renderOutcome(outcome, { colour })}`;
}

async function scopesOf(
  session: ReadySession,
  options: CheckOptions,
  around: string,
): Promise<readonly Scope[]> {
  if (options.only !== undefined) return chosenScopes(options.only);
  return [await scopeOf(session, options, around)];
}

/** What is to be looked at: since the last green run, or everything. */
export async function scopeOf(
  session: ReadySession,
  options: Pick<CheckOptions, 'name' | 'all'>,
  around: string,
): Promise<Scope> {
  if (options.name === 'test') return { kind: 'everything', because: 'npm test' };
  if (options.all === true) return { kind: 'everything', because: '--all' };
  return scopeSince(session, readLastGreen(session.root), around);
}

export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'everything':
      return `everything: ${scope.because}`;
    case 'affected':
      return `what differs from ${scope.base.slice(0, 7)}, the last green commit`;
    case 'chosen':
      return `${scope.targets.join(', ')} of ${scope.projects.join(', ')}`;
  }
}

/** A limit that could not be compared is skipped; every other step that did not pass has failed. */
function isGreen(rows: readonly StepResult[]): boolean {
  return rows.every(({ verdict }) => verdict !== 'failed' && verdict !== 'interrupted');
}

const SHOWN_LINES = 60;

function troubleText(trouble: string, output: string): string {
  const lines = output
    .split('\n')
    .map(printable)
    .filter((line) => line.trim() !== '');
  return `\nNX_FAILED: ${trouble.split('\n').map(printable).join('\n')}\n${lines
    .slice(-SHOWN_LINES)
    .map((line) => `    ${line}\n`)
    .join('')}`;
}
