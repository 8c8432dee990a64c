import { posix } from 'node:path';
import { type Finding, textOf, toolProblem, type ToolProblem } from '@modax/findings';
import {
  complaints,
  misconfiguration,
  readReport,
  secret,
  type Threshold,
  type TrivyResult,
  vulnerability,
  weightOf,
} from '@modax/trivy';
import type { ImagePackage } from '../image/image-record.ts';

/** What a scan is compared with. */
export interface ScanSubject {
  /** The project's Dockerfile, relative to the workspace: where what is in the image comes from. */
  readonly dockerfile: string;
  /** Below which findings in files of the image lie: an exception for one is none for all. */
  readonly files: string;
  /** Digest of the image's configuration, by which Trivy names it. */
  readonly configuration: string;
  /** As whom the program of the image runs. */
  readonly user: string;
  /** The lock of its packages, relative to the workspace. */
  readonly lock: string;
  /** The packages that were put into the image. */
  readonly packages: readonly ImagePackage[];
}

export interface ScanVerdict {
  readonly findings: readonly Finding[];
  readonly version: string;
  /** Names of all packages that were looked up, the system's too. */
  readonly packages: readonly string[];
}

/**
 * What Trivy found. A package that was put into the image and is not among those that Trivy saw means
 * that it did not look: no verdict.
 */
export function parseScan(
  text: string,
  log: string,
  { dockerfile, files, lock, packages, configuration, user }: ScanSubject,
  threshold: Threshold,
): ScanVerdict | ToolProblem {
  const [unjudged] = complaints(log);
  if (unjudged !== undefined) return unreadable(`trivy could not judge everything: ${unjudged}`);
  const report = readReport(text);
  if (report?.version === undefined) return unreadable('trivy (scan): not a report of schema 2');
  const seen = new Set(report.results.flatMap(namesOf));
  const missed = packages.find(
    ({ name, version }) => !seen.has(`${name.toLowerCase()} ${version}`),
  );
  if (missed !== undefined) {
    return unreadable(`trivy (scan) did not see ${missed.name} ${missed.version} in the image`);
  }
  if (!report.results.some(({ kind, packages: seen }) => kind === 'os-pkgs' && seen.length > 0)) {
    return unreadable('trivy (scan) knows no packages of the system in the image');
  }
  if (report.imageId !== configuration) {
    return unreadable(
      `trivy (scan) looked at ${report.imageId ?? 'nothing'}, not ${configuration}`,
    );
  }
  return {
    findings: [
      ...userFindings(user, dockerfile),
      ...report.results.flatMap((result) =>
        findingsOf(result, { dockerfile, files, lock }, threshold),
      ),
    ],
    version: report.version,
    packages: report.results
      .flatMap((result) => result.packages)
      .flatMap((row) => textOf(row['Name']) ?? []),
  };
}

function unreadable(message: string): ToolProblem {
  return toolProblem('TOOL_OUTPUT_UNREADABLE', message);
}

function namesOf({ packages }: TrivyResult): readonly string[] {
  return packages.map(
    (row) => `${(textOf(row['Name']) ?? '').toLowerCase()} ${textOf(row['Version']) ?? ''}`,
  );
}

/**
 * A user and a group by number, and not root's: a name may mean anybody, without a group it is root's, and Trivy looks
 * for some ways of writing root alone.
 */
const FIXED_USER = /^[1-9]\d*:[1-9]\d*$/;

function userFindings(user: string, path: string): readonly Finding[] {
  if (FIXED_USER.test(user)) return [];
  const message = `the program of the image runs as ${JSON.stringify(user)}, which are no numbers of a user and a group other than root: say USER 10001:10001`;
  return [{ tool: 'trivy', rule: 'image-user', severity: 'error', message, location: { path } }];
}

/** A secret or a mistake in an image is an error, however Trivy rates it. */
function findingsOf(
  result: TrivyResult,
  { dockerfile, files, lock }: Pick<ScanSubject, 'dockerfile' | 'files' | 'lock'>,
  threshold: Threshold,
): readonly Finding[] {
  const listedIn = result.kind === 'lang-pkgs' ? lock : dockerfile;
  return [
    ...result.secrets.map((row) => {
      const path = posix.join(files, result.target);
      return inImage(secret(row, path), result.target, path);
    }),
    ...result.misconfigurations.map((row) =>
      inImage(misconfiguration(row, dockerfile), result.target, dockerfile),
    ),
    ...result.vulnerabilities.map((row) => ({
      ...vulnerability(row, listedIn),
      severity: weightOf(row, threshold),
    })),
  ];
}

/** Lines are those of a file in the image, which is not in the workspace. */
function inImage(finding: Finding, target: string, path: string): Finding {
  return { ...finding, message: `${finding.message} in ${target}`, location: { path } };
}
