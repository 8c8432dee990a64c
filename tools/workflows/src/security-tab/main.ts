/** `node tools/workflows/src/security-tab/main.ts` in the workspace, before reports are handed on to the security tab. */
import { withholdAccepted } from './accepted-findings.ts';
import { withholdStopped } from './stopped-scans.ts';

for (const file of withholdStopped('reports')) {
  console.error(
    `reports/${JSON.stringify(file).slice(1, -1)} is not handed on: its scan was stopped`,
  );
}
withholdAccepted('reports');
