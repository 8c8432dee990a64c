/**
 * `node tools/workflows/src/secrets/main.ts` in a checkout: looks for secrets in all of its files with Trivy, says where
 * they are, and leaves that in `reports/workspace/scan-secrets.{sarif,json,txt}`. Ends with 1 when there is one.
 */
import { join } from 'node:path';
import { OWN_CHECKOUT } from '../checkout.ts';
import { scanSecrets } from './secrets.ts';

process.exitCode = await scanSecrets(process.cwd(), {
  program: join(OWN_CHECKOUT, '.venv/bin/trivy'),
  configuration: join(OWN_CHECKOUT, 'config/trivy-secret.yaml'),
});
