import { errorCodes } from './error-codes.ts';
import { pathUri } from './escape.ts';
import type { Exception } from './exception.ts';
import { fingerprints } from './fingerprint.ts';
import type { Finding, Location } from './finding.ts';
import { regionOf } from './place.ts';
import type { Report } from './report.ts';
import type {
  SarifLocation,
  SarifLog,
  SarifNotification,
  SarifResult,
  SarifRule,
} from './sarif-log.ts';
import type { ToolProblem } from './tool-problem.ts';

/**
 * A report as SARIF 2.1.0. The same report always gives the same log: rules are sorted, and nothing in it
 * tells when or where it was made. Results keep the order of the findings, those that an exception
 * accepts last and marked as suppressed. A finding without a place of its own is shown at the report's
 * `packageFile`; a note that is neither about a place nor about a package is one about the run: GitHub refuses a log whole in
 * which a result has no place. Problems that are a gate's verdict are not in it: the tool did its work.
 */
export function toSarif(report: Report): SarifLog {
  const notes = report.findings.filter(isOfTheRun);
  const all = [
    ...report.findings
      .filter((finding) => !isOfTheRun(finding))
      .map((finding) => ({ finding, exception: undefined })),
    ...report.suppressed,
  ];
  const rules = ruleList(all.map(({ finding }) => finding));
  const failures = report.problems.filter(({ code }) => !errorCodes[code].verdict);
  const codes = sortedUnique(failures.map(({ code }) => code));
  const noteRules = ruleList(notes);
  const prints = fingerprints(all.map(({ finding }) => finding));
  const { name, version, informationUri } = report.tool;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            ...(isWebAddress(informationUri) && { informationUri }),
            rules,
            notifications: [
              ...codes.map((id) => ({ id, shortDescription: { text: errorCodes[id].meaning } })),
              ...noteRules,
            ],
          },
        },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: [
              ...failures.map((problem) => notification(problem, codes.indexOf(problem.code))),
              ...notes.map((note) => ({
                descriptor: { id: note.rule, index: codes.length + indexOf(note, noteRules) },
                level: 'note' as const,
                message: { text: note.message },
              })),
            ],
          },
        ],
        originalUriBaseIds: {
          '%SRCROOT%': {
            ...(report.workspaceRootUri !== undefined && { uri: report.workspaceRootUri }),
            description: { text: 'The root of the workspace.' },
          },
        },
        columnKind: 'unicodeCodePoints',
        results: all.map(({ finding, exception }, index) => ({
          ...result(finding, rules, report.packageFile),
          partialFingerprints: { 'modaxFinding/v1': prints[index] ?? '' },
          suppressions: exception === undefined ? [] : [suppression(exception)],
        })),
      },
    ],
  };
}

function isOfTheRun({ severity, location, package: subject }: Finding): boolean {
  return severity === 'note' && location === undefined && subject === undefined;
}

function indexOf({ rule }: Finding, rules: readonly SarifRule[]): number {
  return rules.findIndex(({ id }) => id === rule);
}

function result(
  finding: Finding,
  rules: readonly SarifRule[],
  packageFile: string | undefined,
): Omit<SarifResult, 'partialFingerprints' | 'suppressions'> {
  const { rule, severity, message, location } = finding;
  const place = location ?? (packageFile === undefined ? undefined : { path: packageFile });
  return {
    ruleId: rule,
    ruleIndex: indexOf(finding, rules),
    level: severity,
    message: { text: message },
    ...(place !== undefined && { locations: [sarifLocation(place)] }),
  };
}

function suppression({ reason, owner, expires }: Exception): SarifResult['suppressions'][number] {
  return {
    kind: 'external',
    status: 'accepted',
    justification: `${reason} (${owner}, until ${expires})`,
  };
}

function notification(
  { code, message, remedy, where }: ToolProblem,
  index: number,
): SarifNotification {
  return {
    descriptor: { id: code, index },
    level: 'error',
    message: { text: `${message} ${remedy}` },
    ...(where !== undefined && { locations: [sarifLocation(where)] }),
  };
}

function sarifLocation(location: Location): SarifLocation {
  const region = regionOf(location);
  return {
    physicalLocation: {
      artifactLocation: { uri: pathUri(location.path), uriBaseId: '%SRCROOT%' },
      ...(region !== undefined && { region }),
    },
  };
}

function ruleList(findings: readonly Finding[]): SarifRule[] {
  return sortedUnique(findings.map(({ rule }) => rule)).map((id) => {
    const helpUri = findings.find(
      (finding) => finding.rule === id && isWebAddress(finding.helpUri),
    )?.helpUri;
    return { id, ...(helpUri !== undefined && { helpUri }) };
  });
}

/** By code unit, so that no machine's language changes the order. */
function sortedUnique<Text extends string>(texts: readonly Text[]): Text[] {
  return [...new Set(texts)].sort((one, other) => (one < other ? -1 : 1));
}

/** SARIF viewers make links of these: nothing but the web's own schemes. */
function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text);
}
