import { ratchet, type RatchetResult } from '../ratchet/ratchet.ts';
import type { Session } from '../session.ts';
import { printable } from '../stage-0/problem.mjs';
import type { StepResult } from './step-result.ts';

/** Holds the limits against the past, says what loosened, and makes a row of it. */
export async function ratchetStep(session: Session): Promise<StepResult> {
  const startedAt = performance.now();
  const result = await ratchet(session);
  const text = ratchetText(result);
  if (text !== '') session.tell(`\n${text}`);
  return {
    project: 'workspace',
    step: 'ratchet',
    verdict: verdictOf(result),
    warnings: 0,
    problems: [],
    notes: [],
    durationMs: Math.round(performance.now() - startedAt),
    source: 'run',
  };
}

function verdictOf({ kind }: RatchetResult): StepResult['verdict'] {
  if (kind === 'held') return 'passed';
  return kind === 'no-history' ? 'skipped' : 'failed';
}

export function ratchetText(result: RatchetResult): string {
  switch (result.kind) {
    case 'held':
      return '';
    case 'no-history':
      return 'workspace ratchet skipped: there is no commit to compare the limits with\n';
    case 'base-unknown':
      return (
        `workspace ratchet failed: NX_BASE=${printable(result.name)} is no commit of this repository\n` +
        '  Set it to one that is fetched, or unset it.\n'
      );
    case 'loosened':
      return (
        `workspace ratchet failed: limits are looser than at ${result.base.slice(0, 7)}\n` +
        result.sentences.map((sentence) => `  ${printable(sentence)}\n`).join('') +
        '  Restore each limit, and mend what it finds.\n'
      );
  }
}
