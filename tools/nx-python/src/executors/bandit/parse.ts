import { arrayOf, type Finding, numberOf, parseJson, recordOf, textOf } from '@modax/findings';
import { contradiction, problem, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

/** Every result is an error, whatever its severity. A file that bandit could not read fails too. */
export function parseBandit(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  const files: string[] = [];
  for (const output of outputs) {
    const report = wholeReport(output.stdout);
    if (report === undefined) return unreadable(output, 'not a bandit report');
    const [unread] = report.errors;
    if (unread !== undefined) {
      const { filename, reason } = recordOf(unread) ?? {};
      const file = projectPath(context, textOf(filename) ?? '?');
      const why = textOf(reason) ?? 'no reason given';
      return problem('TOOL_OUTPUT_UNREADABLE', `bandit could not judge ${file}: ${why}`, file);
    }
    files.push(...report.files.map((file) => projectPath(context, file)));
    if (report.files.length === 0) {
      const message = `bandit judged no file: ${context.projectName} has none outside its tests`;
      return problem('NO_FILES', message, context.projectRoot);
    }
    if ((output.code === 0) !== (report.results.length === 0)) {
      return contradiction(output, report.results.length);
    }
    for (const result of report.results) {
      const finding = toFinding(recordOf(result) ?? {}, context);
      if (finding === undefined) return unreadable(output, 'a result without rule or file');
      findings.push(finding);
    }
  }
  return { findings, files };
}

interface BanditReport {
  readonly results: readonly unknown[];
  /** Files that bandit did not get to judge, each with its reason. */
  readonly errors: readonly unknown[];
  /** The files that it looked at. */
  readonly files: readonly string[];
}

/** bandit's report, with the figures for every file and their totals. */
function wholeReport(text: string): BanditReport | undefined {
  const report = recordOf(parseJson(text));
  const results = arrayOf(report?.['results']);
  const errors = arrayOf(report?.['errors']);
  const metrics = recordOf(report?.['metrics']) ?? {};
  const complete = numberOf(recordOf(metrics['_totals'])?.['loc']) !== undefined;
  return results === undefined || errors === undefined || !complete
    ? undefined
    : { results, errors, files: Object.keys(metrics).filter((file) => file !== '_totals') };
}

function toFinding(
  result: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Finding | undefined {
  const rule = textOf(result['test_id']);
  const file = textOf(result['filename']);
  if (rule === undefined || file === undefined) return undefined;
  const line = numberOf(result['line_number']);
  const helpUri = textOf(result['more_info']);
  const severity = (textOf(result['issue_severity']) ?? 'undefined').toLowerCase();
  return {
    tool: 'bandit',
    rule,
    severity: 'error',
    message: `${textOf(result['issue_text']) ?? ''} (severity ${severity})`,
    location: { path: projectPath(context, file), ...(line === undefined ? {} : { line }) },
    ...(helpUri === undefined ? {} : { helpUri }),
  };
}
