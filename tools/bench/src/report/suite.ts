import type { Row } from '../measuring/rows.ts';
import type { WeightRow } from './weights.ts';

/** A table's worth of measurements: one workspace, or one kind of comparison, in one run. */
export interface Suite {
  readonly id: string;
  readonly title: string;
  /** Projects that were checked. */
  readonly size: number;
  readonly rounds: number;
  /** A figure is the median of its rounds, or made of what all rounds saw together; nothing said, the median. */
  readonly summary?: 'medians' | 'pooled';
  readonly rows: readonly Row[];
  /** What the figures are, where they are not wall and CPU. */
  readonly headings?: { readonly wall: string; readonly cpu: string };
  /** Of images, in the last round. */
  readonly weights?: readonly WeightRow[];
}

/** What a run of the bench found, for machines. */
export interface BenchReport {
  readonly version: 1;
  /** The commit whose files were measured. */
  readonly commit: string;
  readonly cores: number;
  readonly suites: readonly Suite[];
}

/** The report as it is written to `reports/bench/` and printed with `--json`. */
export function reportJson(report: BenchReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
