import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { complaints, readReport, type TrivyReport } from '@modax/trivy';
import { OUTPUT_LIMIT } from './checkout.ts';

/** What was fetched or made in a checkout, or is a person's own. Trivy looks at all that git knows there. */
const NOT_OF_GIT = [
  ...['**/node_modules', '**/coverage', '**/dist', '.git', '.modax', '.nx', '.venv', '.venvs'],
  'reports',
].map((folder) => `--skip-dirs=${folder}`);

/** What Trivy says of a checkout. */
export interface Look {
  readonly report: TrivyReport;
  /** Its exit code; null when a signal has ended it. */
  readonly status: number | null;
}

/**
 * Has Trivy look through a checkout, from an empty folder and without a word of the surroundings: a `trivy.yaml`, a
 * `.trivyignore` or a variable would have it look away.
 * @throws Error when it cannot be started, does not say what it has found, or could not look at everything.
 */
export function lookThrough(folder: string, program: string, words: readonly string[]): Look {
  const elsewhere = mkdtempSync(join(tmpdir(), 'modax-look-'));
  try {
    process.stderr.write('Trivy looks through the checkout\n');
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TRIVY_'));
    const { status, stdout, stderr, error } = spawnSync(
      program,
      [
        'filesystem',
        ...words,
        // Not --quiet: that it could not read a file stands in its log alone.
        '--no-progress',
        '--skip-version-check',
        '--disable-telemetry',
        '--format=json',
        ...NOT_OF_GIT,
        '--skip-files=.env',
        resolve(folder),
      ],
      {
        cwd: elsewhere,
        env: cleanEnvironment(Object.fromEntries(own), { NO_COLOR: '1' }),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: OUTPUT_LIMIT,
      },
    );
    if (error !== undefined) throw error;
    const report = readReport(stdout);
    const [unread] = complaints(stderr);
    if (report === undefined || unread !== undefined) {
      const why = unread ?? `it ended with ${status ?? 'a signal'}`;
      throw new Error(`Trivy does not say what it has found: ${why}\n${stderr.trim()}`);
    }
    return { report, status };
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}
