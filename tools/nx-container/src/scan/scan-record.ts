import { join } from 'node:path';
import { parseJson, recordOf, textOf } from '@modax/findings';
import { DIGEST, textsOf } from '../image/image-record.ts';

/** That an image has passed its scan: `reports/<project>/image-scan-passed.json`. */
export interface ScanRecord {
  /** Of the image that was scanned. */
  readonly digest: string;
  /** Of its bill of materials, `image-materials.cdx.json`. */
  readonly materialsDigest: string;
  readonly trivy: string;
  /** State of the vulnerability database, RFC 3339. */
  readonly database: string;
  /** From which severity on a vulnerability would have failed it. */
  readonly severity: string;
  /** When it was scanned: RFC 3339, UTC. */
  readonly scanned: string;
  /** The last day of the exceptions that it passed with: UTC, `YYYY-MM-DD`; none where it needed none. */
  readonly acceptedUntil: string | undefined;
}

export function scanRecordFile(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, 'reports', project, 'image-scan-passed.json');
}

export function materialsReportFile(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, 'reports', project, 'image-materials.cdx.json');
}

/** @returns undefined when the text is no such record. */
export function parseScanRecord(text: string): ScanRecord | undefined {
  const record = recordOf(parseJson(text)) ?? {};
  const texts = textsOf(record, [
    'digest',
    'materialsDigest',
    'trivy',
    'database',
    'severity',
    'scanned',
  ]);
  const acceptedUntil = textOf(record['acceptedUntil']);
  if (acceptedUntil !== record['acceptedUntil']) return undefined;
  return texts && DIGEST.test(texts.digest) && DIGEST.test(texts.materialsDigest)
    ? { ...texts, acceptedUntil }
    : undefined;
}
