import { toAnnotations } from './annotations.ts';
import type { Report } from './report.ts';
import { toText } from './text.ts';
import { problemText } from './tool-problem.ts';

/** A measured figure that a report shows, such as coverage in percent. */
export type Measures = Readonly<Record<string, number>>;

/** What a task prints: its table, its figures, and GitHub's annotations where GitHub runs us. */
export function resultText(report: Report, measures: Measures, notice: string | undefined): string {
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const figures = Object.entries(measures).map(
    ([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`,
  );
  return [
    toText(report, { colour }),
    ...(figures.length === 0 ? [] : [figures.join(', ')]),
    ...(notice === undefined ? [] : [notice]),
    ...(process.env['GITHUB_ACTIONS'] === 'true' ? annotations(report) : []),
  ].join('\n');
}

function annotations(report: Report): readonly string[] {
  return [
    ...toAnnotations(report.findings),
    ...report.problems.flatMap((problem) =>
      toAnnotations([
        {
          tool: report.tool.name,
          rule: problem.code,
          severity: 'error',
          message: problemText(problem),
        },
      ]),
    ),
  ];
}
