import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gate, type Report, resultText, writeReports } from '@modax/findings';
import { secret } from '@modax/trivy';
import { WORKSPACE_REPORTS } from '../checkout.ts';
import { lookThrough } from '../look-through.ts';

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
  const reports = join(folder, WORKSPACE_REPORTS);
  // Those of an earlier run would be taken for what is found now.
  for (const kind of ['sarif', 'json', 'txt']) {
    rmSync(join(reports, `${NAME}.${kind}`), { force: true });
  }
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
  const report: Report = {
    tool: {
      name: 'trivy',
      version: said.version ?? 'unknown',
      informationUri: 'https://trivy.dev',
    },
    findings,
    suppressed: [],
    problems: reasons,
  };
  await writeReports(reports, NAME, report);
  process.stdout.write(`${resultText(report, {}, undefined)}\n`);
  // Two answers to the same question: whichever says that something is there.
  return passed && status === 0 ? 0 : 1;
}
