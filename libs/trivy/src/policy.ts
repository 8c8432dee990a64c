import { type Severity, textOf } from '@modax/findings';
import type { Row } from './report.ts';

/** Trivy's severities from the least; one that nobody has rated yet counts as the worst. */
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Threshold = (typeof SEVERITIES)[number];

/**
 * What a vulnerability means: an error from the threshold on when a fixed version exists;
 * else a note. What nobody has fixed yet cannot be mended by an update, only by taking the package
 * out: it is told, and decides nothing (docs/decisions/images-known-by-digest.md).
 */
export function weightOf(row: Row, threshold: Threshold): Severity {
  const fixed = textOf(row['FixedVersion']) ?? '';
  if (fixed === '') return 'note';
  const rated = (textOf(row['Severity']) ?? '').toLowerCase();
  const level = SEVERITIES.findIndex((severity) => severity === rated);
  return level === -1 || level >= SEVERITIES.indexOf(threshold) ? 'error' : 'note';
}
