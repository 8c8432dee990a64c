import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrayOf, parseJson, recordOf } from '@modax/findings';

/**
 * Takes what an exception accepts out of the SARIF of a folder of reports. GitHub's security tab does not read suppressions of an
 * alert that it knows: it would stay open though the gate has passed. When the exception ends it is told again. Text and
 * JSON of the scan keep it, with the reason.
 */
export function withholdAccepted(reports: string): void {
  for (const file of globSync('**/*.sarif', { cwd: reports })) {
    const path = join(reports, file);
    const log = recordOf(parseJson(readFileSync(path, 'utf8'))) ?? {};
    const runs = (arrayOf(log['runs']) ?? []).map((run) => {
      const results = arrayOf(recordOf(run)?.['results']) ?? [];
      return { ...recordOf(run), results: results.filter((result) => !isAccepted(result)) };
    });
    writeFileSync(path, `${JSON.stringify({ ...log, runs }, undefined, 2)}\n`);
  }
}

/** SARIF 2.1.0, 3.27.23: a result is suppressed by what is neither rejected nor under review. */
function isAccepted(result: unknown): boolean {
  const suppressions = arrayOf(recordOf(result)?.['suppressions']) ?? [];
  return suppressions.some(
    (one) => !['rejected', 'underReview'].includes(String(recordOf(one)?.['status'])),
  );
}
