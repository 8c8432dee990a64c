import { join } from 'node:path';
import { type Measures, type Report, resultText, writeReports } from '@modax/findings';
import { WORKSPACE_REPORTS } from './checkout.ts';

/** Writes the reports of a look through a checkout, and tells people of it. */
export async function tellReport(
  folder: string,
  name: string,
  report: Report,
  {
    measures = {},
    notice,
  }: { readonly measures?: Measures; readonly notice?: string | undefined } = {},
): Promise<void> {
  await writeReports(join(folder, WORKSPACE_REPORTS), name, report);
  process.stdout.write(`${resultText(report, measures, notice)}\n`);
}
