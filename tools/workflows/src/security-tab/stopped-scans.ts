import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { arrayOf, parseJson, recordOf } from '@modax/findings';

/**
 * Takes the SARIF of scans that were stopped out of a folder of reports: GitHub's security tab takes what a report
 * does not name for mended, and one that is not whole would close what is still open. Why a scan was stopped stands in
 * its text and its JSON, which stay.
 * @returns the files that were taken out, by their paths in the folder
 */
export function withholdStopped(reports: string): readonly string[] {
  const stopped = globSync('**/*.sarif', { cwd: reports })
    .filter((file) => !isWhole(readFileSync(join(reports, file), 'utf8')))
    .sort();
  for (const file of stopped) rmSync(join(reports, file));
  return stopped;
}

/** SARIF 2.1.0, 3.20.14: `executionSuccessful`. One that says nothing of it, as of a tool of others, ended well. */
function isWhole(text: string): boolean {
  const runs = arrayOf(recordOf(parseJson(text))?.['runs']);
  return (
    runs?.every((run) =>
      (arrayOf(recordOf(run)?.['invocations']) ?? []).every(
        (invocation) => recordOf(invocation)?.['executionSuccessful'] !== false,
      ),
    ) ?? false
  );
}
