import { expect, test } from 'vitest';
import { rowsOf } from '../measuring/rows.ts';
import { reportJson, type Suite } from './suite.ts';
import { weightRows } from './weights.ts';
import { renderGrowth, renderSuite } from './table.ts';

const suiteOf = (size: number): Suite => ({
  id: `generated-${size}`,
  title: `${size} generated projects`,
  size,
  rounds: 1,
  rows: rowsOf(
    [
      { id: 'shell', title: "the document's steps", measure: 'shell' },
      { id: 'cold', title: 'cold', measure: 'shell', asked: { wall: 0.45, cpu: 0.8 } },
      { id: 'nothing', title: 'nothing changed', measure: 'shell', asked: { wall: 0.035 } },
    ],
    {
      shell: [{ wallSeconds: size * 10, cpuSeconds: size * 9 }],
      cold: [{ wallSeconds: size * 5, cpuSeconds: size * 6 }],
      nothing: [{ wallSeconds: 0.6, cpuSeconds: 0.5 }],
    },
  ),
});

test('a suite is one aligned table', () => {
  expect(renderSuite(suiteOf(5))).toBe(`5 generated projects (medians of 1)

case                     wall  ratio    asked      CPU  ratio   asked
the document's steps  50.00 s   1.00           45.00 s   1.00
cold                  25.00 s   0.50   ≤ 0.45  30.00 s   0.67  ≤ 0.80  NOT REACHED
nothing changed        0.60 s  0.012  ≤ 0.035   0.50 s  0.011              reached
`);
});

test('a suite whose figures are no medians does not say so', () => {
  const [heading] = renderSuite({ ...suiteOf(5), rounds: 25, summary: 'pooled' }).split('\n');
  expect(heading).toBe('5 generated projects (pooled over 25 rounds)');
});

test('what images weigh stands below their times', () => {
  const weight = { imageBytes: 80_000_000, pushedBytes: 8_000_000, pushedBlobs: 3 };
  const rows = weightRows(
    [
      { id: 'document', title: 'the document', measure: 'document', asked: {} },
      {
        id: 'ours',
        title: 'ours',
        measure: 'document',
        asked: { imageRatio: 0.6, pushedShare: 0.05 },
      },
    ],
    new Map([
      ['document', weight],
      ['ours', { ...weight, imageBytes: 40_000_000, pushedBytes: 400_000 }],
    ]),
  );
  const [, , table] = renderSuite({ ...suiteOf(5), weights: rows }).split('\n\n');
  expect(table).toBe(`image             size  ratio   asked   pushed  share    asked
the document  80.00 MB   1.00          8.00 MB   0.10
ours          40.00 MB   0.50  ≤ 0.60  0.40 MB  0.010  ≤ 0.050  reached
`);
});

test('growth has a column a size', () => {
  expect(renderGrowth([suiteOf(5), suiteOf(20)]))
    .toBe(`how it grows (wall, and ratio to the shell at that size)

case                     5 projects     20 projects
the document's steps  50.00 s  1.00  200.00 s  1.00
cold                  25.00 s  0.50  100.00 s  0.50
nothing changed       0.60 s  0.012   0.60 s  0.003
`);
});

test('a case that one size does not have is a dash there', () => {
  const small = suiteOf(5);
  const large = { ...suiteOf(20), rows: small.rows.slice(0, 2) };
  const [, , , , , last] = renderGrowth([small, large]).split('\n');
  expect(last).toMatch(/^nothing changed +0\.60 s {2}0\.012 +-$/);
  expect(renderGrowth([])).toContain('case');
});

test('the report for machines has every round', () => {
  const report = { version: 1 as const, commit: 'abc', cores: 2, suites: [suiteOf(5)] };
  expect(JSON.parse(reportJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
});
