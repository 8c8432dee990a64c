import { join } from 'node:path';
import { LAYOUT } from '../image/place.ts';
import type { Call } from '../running/execute.ts';

/** What is scanned, with what; all absolute. */
export interface ScanPlace {
  readonly trivy: string;
  /** Trivy's cache folder, with its vulnerability database. */
  readonly database: string;
  /**
   * A folder for this run with nothing but a link {@link LAYOUT} to the image: no `trivy.yaml`, no
   * `.trivyignore` is read.
   */
  readonly scratch: string;
  /** Names of the variables of the caller. */
  readonly variables: readonly string[];
}

/** Trivy's own allow rules would pass over secrets in tests, examples and documentation. */
const secretConfiguration = join(import.meta.dirname, 'secret-configuration.yaml');

/**
 * The image's packages in the database, its files and its configuration for secrets, its configuration
 * for mistakes. Nothing is fetched, and nothing is left out: what counts is decided afterwards.
 */
export function scanCall(place: ScanPlace, deadlineMs: number): Call {
  return trivy(place, deadlineMs, 'scan', [
    '--scanners=vuln,secret',
    '--image-config-scanners=misconfig,secret',
    '--list-all-pkgs',
    '--format=json',
    `--output=${scanFile(place)}`,
  ]);
}

/** The bill of materials, CycloneDX. */
export function materialsCall(place: ScanPlace, deadlineMs: number): Call {
  return trivy(place, deadlineMs, 'bill of materials', [
    '--format=cyclonedx',
    `--output=${materialsFile(place)}`,
  ]);
}

export function scanFile({ scratch }: ScanPlace): string {
  return join(scratch, 'scan.json');
}

export function materialsFile({ scratch }: ScanPlace): string {
  return join(scratch, 'materials.cdx.json');
}

function trivy(
  { trivy: program, database, scratch, variables }: ScanPlace,
  deadlineMs: number,
  name: string,
  words: readonly string[],
): Call {
  return {
    program,
    name,
    arguments: [
      'image',
      // A link in the working folder: in a path Trivy takes `@` and `:` for the end of it.
      `--input=${LAYOUT}`,
      `--secret-config=${secretConfiguration}`,
      `--timeout=${Math.ceil(deadlineMs / 1000)}s`,
      ...words,
      '--no-progress',
      '--skip-db-update',
      '--offline-scan',
      `--cache-dir=${database}`,
      '--cache-backend=memory',
      '--skip-check-update',
      '--skip-version-check',
      '--disable-telemetry',
    ],
    cwd: scratch,
    // By variables Trivy would leave out what it finds, or keep quiet about what it could not read.
    environment: Object.fromEntries(
      variables.filter((variable) => variable.startsWith('TRIVY_')).map((one) => [one, undefined]),
    ),
    exitCodes: [0],
    deadlineMs,
  };
}
