import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  isProblem,
  readExceptions,
  type Report,
  resultText,
  textOf,
  toolProblem,
  type ToolProblem,
  weigh,
  writeReports,
} from '@modax/findings';
import { databaseState, type TrivyReport, vulnerability, weightOf } from '@modax/trivy';
import { WORKSPACE_REPORTS } from '../checkout.ts';
import { lookThrough } from '../look-through.ts';

/** The locks of what runs in this repository: of the layers and of the tools, also of those that only test. */
const LOCKS = ['package-lock.json', 'uv.lock', '.ci/*/*/go.mod'];

const NAME = 'scan-dependencies';

/** With what packages are looked up. */
export interface Scanner {
  /** Trivy. */
  readonly program: string;
  /** The cache folder of Trivy in which a vulnerability database lies; undefined where there is none. */
  readonly database: string | undefined;
  readonly now: Date;
}

/**
 * Looks the packages of all locks of a checkout up in Trivy's database: the tools' too, which no project's own scan
 * knows and which run with all that a job may. What counts is what counts in an image: a fixed version, and a severity
 * of `high` on.
 * @returns the exit code: 0 where nothing was found that counts, 1 where something was or nothing could be looked up
 * @throws Error when Trivy cannot be started, or does not say what it has found.
 */
export async function scanDependencies(folder: string, scanner: Scanner): Promise<number> {
  const reports = join(folder, WORKSPACE_REPORTS);
  // Those of an earlier run would be taken for what is found now.
  for (const kind of ['sarif', 'json', 'txt']) {
    rmSync(join(reports, `${NAME}.${kind}`), { force: true });
  }
  const looked = await look(folder, scanner);
  const results = isProblem(looked) ? [] : looked.results;
  const packages = results.flatMap((result) => result.packages);
  const today = scanner.now.toISOString().slice(0, 10);
  const { notice, ...weighed } = weigh({
    found: results.flatMap(({ target, vulnerabilities }) =>
      vulnerabilities.map((row) => ({
        ...vulnerability(row, target),
        severity: weightOf(row, 'high'),
      })),
    ),
    stopped: isProblem(looked) ? [looked] : [],
    exceptions: readExceptions(folder, today),
    scope: {
      tool: 'trivy',
      projectRoot: '.',
      packages: packages.flatMap((row) => textOf(row['Name']) ?? []),
    },
    today,
    budget: 0,
  });
  const report: Report = {
    tool: {
      name: 'trivy',
      version: (isProblem(looked) ? undefined : looked.version) ?? 'unknown',
      informationUri: 'https://trivy.dev',
    },
    ...weighed,
  };
  await writeReports(reports, NAME, report);
  process.stdout.write(`${resultText(report, { packages: packages.length }, notice)}\n`);
  return report.problems.length === 0 ? 0 : 1;
}

async function look(
  folder: string,
  { program, database, now }: Scanner,
): Promise<TrivyReport | ToolProblem> {
  const state = await databaseState(database, now);
  if (isProblem(state)) return state;
  const { report } = lookThrough(folder, program, [
    '--scanners=vuln',
    '--include-dev-deps',
    '--list-all-pkgs',
    '--skip-db-update',
    '--offline-scan',
    `--cache-dir=${database ?? ''}`,
    '--cache-backend=memory',
  ]);
  const seen = new Set(
    report.results.filter(({ packages }) => packages.length > 0).map(({ target }) => target),
  );
  const locks = globSync(LOCKS, { cwd: folder }).sort();
  const missed = locks.find((lock) => !seen.has(lock));
  if (locks.length === 0) return toolProblem('NO_FILES', `there is none of ${LOCKS.join(', ')}`);
  return missed === undefined
    ? report
    : toolProblem('TOOL_OUTPUT_UNREADABLE', `trivy knows no packages of ${missed}`);
}
