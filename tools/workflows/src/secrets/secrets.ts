import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gate, removeReports } from '@modax/findings';
import { secret, trivyTool } from '@modax/trivy';
import { WORKSPACE_REPORTS } from '../checkout.ts';
import { lookThrough } from '../look-through.ts';
import { tellReport } from '../workspace-report.ts';

const NAME = 'scan-secrets';

export interface Trivy {
  readonly program: string;
  /** The file with the rules for secrets. */
  readonly configuration: string;
}

/**
 * Looks for secrets in a checkout. No report has the text of one: the findings are told by their kind and their place.
 * @returns the exit code: 0 where nothing was found
 * @throws Error when Trivy cannot be started, or does not say what it has found.
 */
export async function scanSecrets(folder: string, trivy: Trivy): Promise<number> {
  await removeReports(join(folder, WORKSPACE_REPORTS), NAME);
  // Trivy would go on without it, and pass over the secrets in tests and pages.
  if (!existsSync(trivy.configuration)) throw new Error(`there is no ${trivy.configuration}`);
  const { report: said, status } = lookThrough(folder, {
    program: trivy.program,
    words: ['--scanners=secret', `--secret-config=${trivy.configuration}`, '--exit-code=1'],
    exitCodes: [0, 1],
    // It reads locks too, whatever it looks for: one that it cannot read has been looked through all the same.
    concerns: (complaint) => complaint.startsWith('[secret]'),
  });
  const findings = said.results.flatMap(({ target, secrets }) =>
    secrets.map((row) => secret(row, target)),
  );
  const { passed, reasons } = gate({ findings, budget: 0 });
  const tool = trivyTool(said.version);
  await tellReport(folder, NAME, { tool, findings, suppressed: [], problems: reasons });
  // Two answers to the same question: whichever says that something is there.
  return passed && status === 0 ? 0 : 1;
}
