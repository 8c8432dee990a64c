import type { Row } from '../measuring/rows.ts';
import type { Suite } from './suite.ts';
import type { WeightRow } from './weights.ts';

const HEADINGS = { wall: 'wall', cpu: 'CPU' } as const;

/** The table of one suite, for people. */
export function renderSuite(suite: Suite): string {
  const { title, rows, weights = [], headings } = suite;
  const { wall, cpu } = headings ?? HEADINGS;
  const first = ['case', wall, 'ratio', 'asked', cpu, 'ratio', 'asked', ''];
  const times = `${title} (${summaryText(suite)})\n\n${aligned([first, ...rows.map(cells)])}`;
  if (weights.length === 0) return times;
  return `${times}\n${aligned([WEIGHT_HEADINGS, ...weights.map(weightCells)])}`;
}

function summaryText({ summary = 'medians', rounds }: Suite): string {
  return summary === 'medians' ? `medians of ${rounds}` : `pooled over ${rounds} rounds`;
}

const WEIGHT_HEADINGS = [
  'image',
  'size',
  'ratio',
  'asked',
  'pushed',
  'share',
  'asked',
  '',
] as const;

function weightCells(row: WeightRow): readonly string[] {
  const { asked } = row;
  return [
    row.title,
    megabytes(row.imageBytes),
    ratioText(row.imageRatio),
    limitText(asked.imageRatio),
    megabytes(row.pushedBytes),
    ratioText(row.pushedShare),
    limitText(asked.pushedShare),
    reachedText(row.isReached),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function cells(row: Row): readonly string[] {
  const { cost, wallRatio, cpuRatio, asked, isReached } = row;
  return [
    row.title,
    secondsText(cost.wallSeconds),
    ratioText(wallRatio),
    limitText(asked.wall),
    secondsText(cost.cpuSeconds),
    ratioText(cpuRatio),
    limitText(asked.cpu),
    reachedText(isReached),
  ];
}

const SHORT_SECONDS = 0.1;

function secondsText(seconds: number): string {
  return seconds < SHORT_SECONDS ? `${(seconds * 1000).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
}

function reachedText(isReached: boolean | undefined): string {
  if (isReached === undefined) return '';
  return isReached ? 'reached' : 'NOT REACHED';
}

/** Small ratios are the ones that matter most: they get a digit more. */
function ratioText(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2);
}

function limitText(limit: number | undefined): string {
  return limit === undefined ? '' : `≤ ${ratioText(limit)}`;
}

/** How the wall ratio of each case grows over suites of the same cases. */
export function renderGrowth(suites: readonly Suite[]): string {
  const cases = suites[0]?.rows ?? [];
  const lines = [
    ['case', ...suites.map(({ size }) => `${size} projects`)],
    ...cases.map(({ id, title }) => [
      title,
      ...suites.map(({ rows }) => {
        const row = rows.find((one) => one.id === id);
        return row === undefined
          ? '-'
          : `${row.cost.wallSeconds.toFixed(2)} s  ${ratioText(row.wallRatio)}`;
      }),
    ]),
  ];
  return `how it grows (wall, and ratio to the shell at that size)\n\n${aligned(lines)}`;
}

/** Columns side by side: words to the left, figures to the right. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widthOf = (column: number): number =>
    Math.max(...lines.map((line) => (line[column] ?? '').length));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column)),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
