import type { Finding, Severity } from '@modax/findings';
import { numberOf, recordOf, textOf } from '../../running/json.ts';
import { projectPath } from '../../running/paths.ts';
import { problem, unreadable } from '../../running/problems.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';
import { readReport, type Row, type TrivyResult } from './report.ts';

/** Trivy's log, tab between its fields: time, level, `[dockerfile scanner] Failed to parse file`, … */
const complaint = /^\S+\t(?:(?:ERROR|FATAL)\t|WARN\t(?=.*\bFailed to ))(?<text>.*)$/;
/** Said on every run without network: the checks are the built-in ones, as is meant. */
const expected = 'Falling back to embedded checks';

/**
 * Everything that Trivy reports is an error. A file that it could not parse fails too: Trivy goes on
 * without it, ends with 0 and tells its log alone. Without a vulnerability database that part did not
 * run, which is said each time as a note: a green without it must not look like one with it.
 */
export function parseTrivy(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  let toolVersion: string | undefined;
  for (const output of outputs) {
    const [unjudged] = complaints(output.stderr);
    if (unjudged !== undefined) {
      const message = `trivy could not judge everything: ${unjudged}`;
      return problem('TOOL_OUTPUT_UNREADABLE', message, context.projectRoot);
    }
    const report = readReport(output.files.get('report') ?? '');
    if (report === undefined) return unreadable(output, 'not a report of schema 2');
    toolVersion = report.version ?? toolVersion;
    const analysed = report.results.flatMap(({ packages }) => packages).length;
    if (output.call.name === 'packages' && analysed !== context.lockedPackages.length) {
      return unreadable(
        output,
        `${analysed} packages analysed, the lock has ${context.lockedPackages.length}`,
      );
    }
    findings.push(...report.results.flatMap((result) => findingsOf(result, output, context)));
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

function complaints(log: string): readonly string[] {
  return log
    .split('\n')
    .flatMap((text) => complaint.exec(text)?.groups?.['text'] ?? [])
    .filter((text) => !text.includes(expected));
}

function findingsOf(
  result: TrivyResult,
  { call }: ToolOutput,
  context: ToolContext,
): readonly Finding[] {
  const path = call.name === 'packages' ? 'uv.lock' : projectPath(context, result.target);
  return [
    ...result.secrets.map((row) => ({
      ...finding(row, 'RuleID', `secret: ${textOf(row['Title']) ?? 'unnamed'}`),
      // Never the matched text: a report must not carry the secret on.
      location: { path, ...line(row) },
    })),
    ...result.misconfigurations.map((row) => ({
      ...finding(row, 'ID', `${textOf(row['Title']) ?? ''}: ${textOf(row['Message']) ?? ''}`),
      location: { path, ...line(recordOf(row['CauseMetadata']) ?? {}) },
    })),
    ...result.vulnerabilities.map((row) => vulnerability(row, path)),
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
