import { errorCodes, type ErrorCode } from '@modax/findings';
import { ratchet, type RatchetResult } from '../ratchet/ratchet.ts';
import { isInCi, type Session } from '../session.ts';
import { printable } from '../stage-0/problem.mjs';
import type { StepResult } from './step-result.ts';

/** Holds the limits against the past, says what loosened, and makes a row of it. */
export async function ratchetStep(session: Session): Promise<StepResult> {
  const startedAt = performance.now();
  const result = await ratchet(session);
  const verdict = verdictOf(result, isInCi(session.environment));
  const text = ratchetText(result, verdict);
  if (text !== '') session.tell(`\n${text}`);
  return {
    project: 'workspace',
    step: 'ratchet',
    verdict,
    warnings: 0,
    problems: verdict === 'failed' ? [codeOf(result)] : [],
    notes: [],
    durationMs: Math.round(performance.now() - startedAt),
    source: 'run',
  };
}

/** At a desk a clone may be as shallow as it is; in CI nobody would see that nothing was compared. */
function verdictOf({ kind }: RatchetResult, inCi: boolean): StepResult['verdict'] {
  if (kind === 'held') return 'passed';
  if (kind === 'no-history') return 'skipped';
  return kind === 'history-missing' && !inCi ? 'skipped' : 'failed';
}

function codeOf({ kind }: RatchetResult): ErrorCode {
  return kind === 'loosened' ? 'LIMIT_LOOSENED' : 'HISTORY_MISSING';
}

/** What a person has to know of the comparison; nothing when all is well. */
export function ratchetText(result: RatchetResult, verdict: StepResult['verdict']): string {
  const code = codeOf(result);
  const opening = `workspace ratchet ${verdict}`;
  const remedy = `  ${errorCodes[code].remedy}\n`;
  switch (result.kind) {
    case 'held':
      return '';
    case 'no-history':
      return `${opening}: there is no commit to compare the limits with\n`;
    case 'history-missing':
      return `${opening}: ${code}: the clone ends with the commit that is checked\n${remedy}`;
    case 'base-unknown':
      return `${opening}: ${code}: NX_BASE=${printable(result.name)} is no commit of this repository\n${remedy}`;
    case 'loosened':
      return (
        `${opening}: ${code}: limits are looser than at ${result.base.slice(0, 7)}\n` +
        result.sentences.map((sentence) => `  ${printable(sentence)}\n`).join('') +
        remedy
      );
  }
}
