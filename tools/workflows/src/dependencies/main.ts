/**
 * `node tools/workflows/src/dependencies/main.ts` in a checkout: looks the packages of all of its locks up in Trivy's
 * database (`.venv/bin/trivy image --download-db-only` fetches one), says which are known to be vulnerable, and leaves
 * that in `reports/workspace/scan-dependencies.{sarif,json,txt}`. Ends with 1 when one is, or when there is no database.
 */
import { join } from 'node:path';
import { trivyDatabase } from '@modax/trivy';
import { OWN_CHECKOUT } from '../checkout.ts';
import { scanDependencies } from './dependencies.ts';

process.exitCode = await scanDependencies(process.cwd(), {
  program: join(OWN_CHECKOUT, '.venv/bin/trivy'),
  database: trivyDatabase(process.env),
  now: new Date(),
});
