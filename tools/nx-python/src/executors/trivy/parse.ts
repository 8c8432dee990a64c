import type { Finding, Severity } from '@modax/findings';
import { arrayOf, numberOf, parseJson, recordOf, textOf } from '../../running/json.ts';
import { projectPath } from '../../running/paths.ts';
import { unreadable } from '../../running/problems.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Everything that Trivy reports is an error. Without a vulnerability database that part did not
 * run, which is said each time as a note: a green without it must not look like one with it.
 */
export function parseTrivy(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  let toolVersion: string | undefined;
  for (const output of outputs) {
    const report = recordOf(parseJson(output.files.get('report') ?? ''));
    if (report === undefined || numberOf(report['SchemaVersion']) !== 2) {
      return unreadable(output, 'not a report of schema 2');
    }
    toolVersion = textOf(recordOf(report['Trivy'])?.['Version']) ?? toolVersion;
    const results = rows(report['Results']);
    if (output.call.name === 'packages') {
      const analysed = results.flatMap((result) => rows(result['Packages'])).length;
      if (analysed !== context.lockedPackages.length) {
        return unreadable(
          output,
          `${analysed} packages analysed, the lock has ${context.lockedPackages.length}`,
        );
      }
    }
    findings.push(...results.flatMap((result) => findingsOf(result, output, context)));
  }
  if (context.resources['database'] === undefined) {
    findings.push({
      tool: 'trivy',
      rule: 'no-vulnerability-database',
      severity: 'note',
      message:
        'vulnerabilities were not looked up: no database; fetch one with: trivy fs --download-db-only .',
    });
  }
  return { findings, ...(toolVersion === undefined ? {} : { toolVersion }) };
}

function findingsOf(result: Row, output: ToolOutput, context: ToolContext): readonly Finding[] {
  const path =
    output.call.name === 'packages'
      ? 'uv.lock'
      : projectPath(context, textOf(result['Target']) ?? '?');
  return [
    ...rows(result['Secrets']).map((row) => ({
      ...finding(row, 'RuleID', `secret: ${textOf(row['Title']) ?? 'unnamed'}`),
      // Never the matched text: a report must not carry the secret on.
      location: { path, ...line(row) },
    })),
    ...rows(result['Misconfigurations']).map((row) => ({
      ...finding(row, 'ID', `${textOf(row['Title']) ?? ''}: ${textOf(row['Message']) ?? ''}`),
      location: { path, ...line(recordOf(row['CauseMetadata']) ?? {}) },
    })),
    ...rows(result['Vulnerabilities']).map((row) => vulnerability(row, path)),
  ];
}

function vulnerability(row: Row, path: string): Finding {
  const name = textOf(row['PkgName']) ?? '?';
  const version = textOf(row['InstalledVersion']) ?? '?';
  const fixed = textOf(row['FixedVersion']);
  return {
    ...finding(
      row,
      'VulnerabilityID',
      `${name} ${version}: ${textOf(row['Title']) ?? ''}` +
        (fixed === undefined ? ' (no fixed version)' : ` (fixed in ${fixed})`),
    ),
    package: { name, version },
    location: { path },
  };
}

function finding(row: Row, rule: string, message: string) {
  const helpUri = textOf(row['PrimaryURL']);
  const severity: Severity = 'error';
  return {
    tool: 'trivy',
    rule: textOf(row[rule]) ?? 'unnamed',
    severity,
    message: `${message} (severity ${(textOf(row['Severity']) ?? 'unknown').toLowerCase()})`,
    ...(helpUri === undefined ? {} : { helpUri }),
  };
}

function line(row: Row): { line?: number } {
  const start = numberOf(row['StartLine']);
  return start === undefined || start < 1 ? {} : { line: start };
}

function rows(value: unknown): readonly Row[] {
  return (arrayOf(value) ?? []).map((row) => recordOf(row) ?? {});
}
