import { styleText } from 'node:util';
import { printable, renderTable, type Column } from '@modax/findings';
import type { StepResult, Verdict } from './step-result.ts';

/** All that a command came to; its JSON form is the machine-readable output. */
export interface Outcome {
  readonly verdict: 'passed' | 'failed' | 'interrupted';
  /** What was looked at: `everything (first run)`, `what differs from 1a2b3c4`. */
  readonly scope: string;
  readonly steps: readonly StepResult[];
  /** Milliseconds, without set-up. */
  readonly durationMs: number;
}

const COLOURS = {
  passed: 'green',
  failed: 'red',
  skipped: 'yellow',
  interrupted: 'yellow',
} as const satisfies Record<Verdict, string>;

const columns: readonly Column<StepResult>[] = [
  { header: 'project', text: ({ project }) => project },
  { header: 'step', text: ({ step }) => step },
  {
    header: 'result',
    text: resultText,
    colour: (text, { verdict }) => styleText(COLOURS[verdict], text, { validateStream: false }),
  },
  { header: 'time', text: ({ durationMs }) => seconds(durationMs), align: 'right' },
  { header: 'source', text: ({ source }) => source ?? '-' },
  { header: 'report', text: ({ report }) => report ?? '-' },
];

/** The table, one line of totals, and the verdict alone on the last line. */
export function renderOutcome(outcome: Outcome, options: { readonly colour: boolean }): string {
  const begun = outcome.steps.filter(isBegun);
  const table = begun.length === 0 ? [] : [renderTable(columns, begun, options), ''];
  const notes = noteLines(outcome.steps);
  return [...table, ...notes, totals(outcome), verdictLine(outcome.steps)].join('\n') + '\n';
}

/** What tools want known, each said once. */
function noteLines(steps: readonly StepResult[]): readonly string[] {
  const said = new Map<string, number>();
  for (const { tool, message } of steps.flatMap(({ notes }) => notes)) {
    const line = `note: ${printable(tool)}: ${printable(message)}`;
    said.set(line, (said.get(line) ?? 0) + 1);
  }
  const lines = [...said].map(([line, times]) => `${line} (${plural(times, 'step')})`);
  return lines.length === 0 ? [] : [...lines, ''];
}

/** The same as JSON. */
export function outcomeJson({ verdict, scope, steps, durationMs }: Outcome): string {
  return `${JSON.stringify({ verdict, scope, durationMs, totals: counts(steps), steps }, undefined, 2)}\n`;
}

/** What an interruption kept from beginning is counted, but has nothing to tell. */
function isBegun({ verdict, source }: StepResult): boolean {
  return verdict !== 'interrupted' || source !== undefined;
}

function resultText({ verdict, warnings }: StepResult): string {
  if (warnings === 0) return verdict;
  return `${verdict} with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

function seconds(durationMs: number | undefined): string {
  return durationMs === undefined ? '-' : `${(durationMs / 1000).toFixed(1)} s`;
}

function counts(steps: readonly StepResult[]): Readonly<Record<Verdict | 'fromCache', number>> {
  const having = (verdict: Verdict): number =>
    steps.filter((step) => step.verdict === verdict).length;
  return {
    passed: having('passed'),
    failed: having('failed'),
    skipped: having('skipped'),
    interrupted: having('interrupted'),
    fromCache: steps.filter(({ source }) => source !== undefined && source !== 'run').length,
  };
}

function totals({ scope, steps, durationMs, verdict }: Outcome): string {
  const { skipped, interrupted, fromCache } = counts(steps);
  const projects = new Set(steps.map(({ project }) => project)).size;
  return [
    `${plural(steps.length, 'step')} in ${plural(projects, 'project')} (${scope}) in ${seconds(durationMs)}`,
    `${fromCache} from the cache`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(interrupted > 0 ? [`${interrupted} not finished`] : []),
    ...(verdict === 'interrupted' ? ['interrupted'] : []),
  ].join(', ');
}

function verdictLine(steps: readonly StepResult[]): string {
  const { passed, failed } = counts(steps);
  return `${passed} passed, ${failed} failed`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
