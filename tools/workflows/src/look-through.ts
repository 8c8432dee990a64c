import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { complaints, readReport, type TrivyReport } from '@modax/trivy';
import { OUTPUT_LIMIT } from './checkout.ts';

/** Folders of what was fetched or made in a checkout: wherever they lie, and at its top. */
const ANYWHERE: readonly string[] = ['node_modules', 'coverage', 'dist'];
const AT_THE_TOP: readonly string[] = ['.git', '.modax', '.nx', '.venv', '.venvs', 'reports'];
/** Those at the top that Trivy takes for a machine's. */
const OF_A_MACHINE: readonly string[] = ['dev', 'proc', 'sys'];
/** A person's own settings. */
const OWN_SETTINGS = '.env';

/** What is looked for, and how. */
export interface Question {
  /** Trivy. */
  readonly program: string;
  readonly words: readonly string[];
  /** With which it ends when it has done its work. */
  readonly exitCodes: readonly number[];
  /** Whether a complaint of Trivy about a file is one about what was asked. */
  readonly concerns: (complaint: string) => boolean;
}

/** What Trivy says of a checkout. */
export interface Look {
  readonly report: TrivyReport;
  readonly status: number | null;
}

/** Every file that git knows in a checkout. @throws Error where there is no repository */
export function knownFiles(folder: string): readonly string[] {
  const words = ['ls-files', '--cached', '-z'];
  const listed = execFileSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT,
  });
  return listed.split('\0').filter((path) => path !== '');
}

/**
 * Has Trivy look through a checkout, from an empty folder and without a word of the surroundings: a `trivy.yaml`, a
 * `.trivyignore` or a variable would have it look away. Of itself it passes over pictures, archives and what is no text.
 * @throws Error when it cannot be started, does not say what it has found, complains about a file, or when git knows
 *   files where it does not look.
 */
export function lookThrough(
  folder: string,
  { program, words, exitCodes, concerns }: Question,
): Look {
  const unseen = knownFiles(folder).find(isUnseen);
  if (unseen !== undefined) {
    throw new Error(`git knows ${unseen}, where nothing is looked for: take it out of git`);
  }
  process.stderr.write('Trivy looks through the checkout\n');
  const elsewhere = mkdtempSync(join(tmpdir(), 'modax-look-'));
  try {
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
        ...ANYWHERE.map((name) => `--skip-dirs=**/${name}`),
        ...AT_THE_TOP.map((name) => `--skip-dirs=${name}`),
        `--skip-files=${OWN_SETTINGS}`,
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
    const said = complaints(stderr);
    const [complaint = `it ended with ${status ?? 'a signal'}`] =
      report === undefined ? said : said.filter(concerns);
    const isWhole = report !== undefined && status !== null && exitCodes.includes(status);
    if (!isWhole || said.some(concerns)) {
      throw new Error(`Trivy does not say what it has found: ${withoutContent(complaint)}`);
    }
    return { report, status };
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

/** Whether Trivy does not look at a file of the checkout. */
function isUnseen(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  const [top = ''] = folders;
  return (
    path === OWN_SETTINGS ||
    [...AT_THE_TOP, ...OF_A_MACHINE].includes(top) ||
    folders.some((folder) => ANYWHERE.includes(folder))
  );
}

/** What Trivy says of an error can hold what stands in the file, which may be a secret. */
function withoutContent(complaint: string): string {
  return complaint.replace(/\t?\berr(?:or)?=.*$/, '').trim();
}
