/** `node tools/workflows/src/stopped-scans/main.ts` in the workspace, before reports are handed on to the security tab. */
import { withholdStopped } from './stopped-scans.ts';

for (const file of withholdStopped('reports')) {
  console.error(
    `reports/${JSON.stringify(file).slice(1, -1)} is not handed on: its scan was stopped`,
  );
}
