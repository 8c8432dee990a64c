import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  isProblem,
  type ParsedExceptions,
  readExceptions,
  removeReports,
  textOf,
  toolProblem,
  type ToolProblem,
  weigh,
} from '@modax/findings';
import { databaseState, type TrivyReport, trivyTool, vulnerability, weightOf } from '@modax/trivy';
import { WORKSPACE_REPORTS } from '../checkout.ts';
import { knownFiles, lookThrough } from '../look-through.ts';
import { tellReport } from '../workspace-report.ts';

/** How the locks are called of which Trivy knows the packages. */
const LOCKS: ReadonlySet<string> = new Set([
  'go.mod',
  'package-lock.json',
  'Pipfile.lock',
  'pnpm-lock.yaml',
  'poetry.lock',
  'uv.lock',
  'yarn.lock',
]);

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
  await removeReports(join(folder, WORKSPACE_REPORTS), NAME);
  const locks = knownFiles(folder).filter(
    (path) => LOCKS.has(basename(path)) && existsSync(join(folder, path)),
  );
  const looked = await look(folder, scanner);
  const stopped = isProblem(looked) ? looked : passedOver(locks, looked);
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
    stopped: stopped === undefined ? [] : [stopped],
    exceptions: ofPackages(readExceptions(folder, today)),
    scope: {
      tool: 'trivy',
      projectRoot: '.',
      packages: packages.flatMap((row) => textOf(row['Name']) ?? []),
    },
    today,
    budget: 0,
  });
  const report = { tool: trivyTool(isProblem(looked) ? undefined : looked.version), ...weighed };
  const measures = { packages: packages.length };
  await tellReport(folder, NAME, report, { measures, notice });
  return report.problems.length === 0 ? 0 : 1;
}

async function look(
  folder: string,
  { program, database, now }: Scanner,
): Promise<TrivyReport | ToolProblem> {
  const state = await databaseState(database, now);
  if (isProblem(state)) return state;
  const { report } = lookThrough(folder, {
    program,
    words: [
      '--scanners=vuln',
      '--include-dev-deps',
      '--list-all-pkgs',
      '--skip-db-update',
      '--offline-scan',
      `--cache-dir=${database ?? ''}`,
      '--cache-backend=memory',
    ],
    exitCodes: [0],
    concerns: () => true,
  });
  return report;
}

/** That a lock was not looked up: of a broken one Trivy says nothing. */
function passedOver(locks: readonly string[], { results }: TrivyReport): ToolProblem | undefined {
  const names = [...LOCKS].join(', ');
  if (locks.length === 0) return toolProblem('NO_FILES', `git knows none of ${names}`);
  const seen = new Set(
    results.filter(({ packages }) => packages.length > 0).map(({ target }) => target),
  );
  const missed = locks.find((lock) => !seen.has(lock));
  return missed === undefined
    ? undefined
    : toolProblem('TOOL_OUTPUT_UNREADABLE', `trivy knows no packages of ${missed}`);
}

/** Those about files are for the scans of the projects, and only these can say that one is no longer needed. */
function ofPackages(parsed: ParsedExceptions): ParsedExceptions {
  if (!('exceptions' in parsed)) return parsed;
  return { exceptions: parsed.exceptions.filter((exception) => exception.package !== undefined) };
}
