import { printable, renderTable, type Column } from '@modax/findings';
import type { ReadySession } from '../set-up/set-up.ts';
import { EXIT } from '../stage-0/problem.mjs';
import { isRecord, textOf } from '../values.ts';
import { scopeOf, scopeText, type ResultStream } from './check.ts';
import { answer, textOfPlan, unable, withPlan } from './nx-answer.ts';
import { explanationCall, type Scope } from './nx.ts';
import { byProjectThenStep, parsePlan, type PlannedStep } from './plan.ts';
import { surroundings } from './surroundings.ts';

/** Why one step would run now, or why not. */
export interface Explanation {
  readonly project: string;
  readonly step: string;
  readonly runs: boolean;
  /** One line for people. */
  readonly why: string;
}

/** Says for each step of the pipeline why it would run, or why not; runs none. Writes to `stdout`. */
export async function explain(
  session: ReadySession,
  options: { readonly all: boolean; readonly json: boolean },
  stdout: ResultStream,
): Promise<number> {
  const around = await surroundings(session);
  const scope = await scopeOf(session, { name: 'pipeline', all: options.all }, around);
  const everything: Scope = { kind: 'everything', because: 'explained' };
  const explained = await withPlan(session, everything, (file) =>
    answer(session, explanationCall(session, file)),
  );
  if ('trouble' in explained) return unable(session, explained.trouble);
  const reached = await withPlan(session, scope, textOfPlan);
  if ('trouble' in reached) return unable(session, reached.trouble);
  const plan = parsePlan(reached.text);
  const steps = withinScope(parseExplanations(explained.text), scope, plan);
  stdout.write(
    options.json
      ? `${JSON.stringify({ scope: scopeText(scope), steps }, undefined, 2)}\n`
      : renderExplanations(steps, scope),
  );
  return EXIT.green;
}

/** A step that the scope does not reach is not run, whatever else is true of it. */
export function withinScope(
  steps: readonly Explanation[],
  scope: Scope,
  plan: readonly PlannedStep[],
): readonly Explanation[] {
  if (scope.kind === 'everything') return steps;
  const reached = new Set(plan.map(({ project, step }) => `${project}:${step}`));
  return steps.map((one) =>
    !one.runs || reached.has(`${one.project}:${one.step}`)
      ? one
      : { ...one, runs: false, why: `not reached by ${scopeText(scope)}` },
  );
}

/**
 * Reads what explains a plan.
 * @throws Error when it is not what the plugin of this checkout prints.
 */
export function parseExplanations(text: string): readonly Explanation[] {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows)) throw new Error('the explanation is no list');
  return rows
    .map((row) => {
      const { project, step, runs, why } = isRecord(row) ? row : {};
      const [whose, what, because] = [project, step, why].map(textOf);
      if (whose === undefined || what === undefined || because === undefined) {
        throw new Error(`the explanation has a row without words: ${JSON.stringify(row)}`);
      }
      return { project: whose, step: what, runs: runs === true, why: because };
    })
    .sort(byProjectThenStep);
}

const columns: readonly Column<Explanation>[] = [
  { header: 'step', text: ({ project, step }) => `${project}:${step}` },
  { header: '', text: ({ runs }) => (runs ? 'runs' : 'does not run') },
  { header: 'because', text: ({ why }) => why },
];

/** One line for each step, and how many of them would run. */
export function renderExplanations(steps: readonly Explanation[], scope: Scope): string {
  const running = steps.filter(({ runs }) => runs).length;
  const table = steps.length === 0 ? '' : `${renderTable(columns, steps, { colour: false })}\n\n`;
  const total = `${running} of ${steps.length} steps would run`;
  return `\n${table}${total} (${printable(scopeText(scope))})\n`;
}
