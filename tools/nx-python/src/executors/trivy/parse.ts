import type { Finding } from '@modax/findings';
import {
  complaints,
  misconfiguration,
  readReport,
  secret,
  type TrivyResult,
  vulnerability,
} from '@modax/trivy';
import { projectPath } from '../../running/paths.ts';
import { problem, unreadable } from '../../running/problems.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

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

function findingsOf(
  result: TrivyResult,
  { call }: ToolOutput,
  context: ToolContext,
): readonly Finding[] {
  const path = call.name === 'packages' ? 'uv.lock' : projectPath(context, result.target);
  return [
    ...result.secrets.map((row) => secret(row, path)),
    ...result.misconfigurations.map((row) => misconfiguration(row, path)),
    ...result.vulnerabilities.map((row) => vulnerability(row, path)),
  ];
}
