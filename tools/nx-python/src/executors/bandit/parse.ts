import type { Finding } from '@modax/findings';
import { contradiction, problem, unreadable } from '../../running/problems.ts';
import { arrayOf, numberOf, parseJson, recordOf, textOf } from '../../running/json.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

/** Every result is an error, whatever its severity. A file that bandit could not read fails too. */
export function parseBandit(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  for (const output of outputs) {
    const report = recordOf(parseJson(output.stdout));
    const results = arrayOf(report?.['results']);
    const errors = arrayOf(report?.['errors']);
    const lines = numberOf(recordOf(recordOf(report?.['metrics'])?.['_totals'])?.['loc']);
    if (results === undefined || errors === undefined || lines === undefined) {
      return unreadable(output, 'not a bandit report');
    }
    const [unread] = errors.map(recordOf);
    if (unread !== undefined) {
      const file = projectPath(context, textOf(unread['filename']) ?? '?');
      const reason = textOf(unread['reason']) ?? 'no reason given';
      return problem('TOOL_OUTPUT_UNREADABLE', `bandit could not judge ${file}: ${reason}`, file);
    }
    if ((output.code === 0) !== (results.length === 0)) {
      return contradiction(output, results.length);
    }
    for (const result of results) {
      const finding = toFinding(recordOf(result) ?? {}, context);
      if (finding === undefined) return unreadable(output, 'a result without rule or file');
      findings.push(finding);
    }
  }
  return { findings };
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
