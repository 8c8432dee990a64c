/**
 * `node tools/workflows/src/audit/main.ts` in a folder with `.github`: looks at it with zizmor, says what it finds, and
 * leaves that in `reports/workspace/audit-workflows.sarif`. Ends with zizmor's exit code: not 0 when there is a finding.
 */
import { join } from 'node:path';
import { OWN_CHECKOUT } from '../checkout.ts';
import { audit } from './audit.ts';

process.exitCode = audit(process.cwd(), join(OWN_CHECKOUT, '.venv/bin/zizmor'));
