import { arrayOf, type Finding, parseJson, textOf } from '@modax/findings';
import { contradiction, unreadable } from '../../running/problems.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

/** Every advisory is an error; the age of the database is told each time. */
export function parseSafety(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  for (const output of outputs) {
    const rows = arrayOf(parseJson(output.stdout));
    if (rows === undefined) return unreadable(output, 'not a list of advisories');
    if ((output.code === 0) !== (rows.length === 0)) return contradiction(output, rows.length);
    for (const row of rows) {
      const [name, , version, advisory, id] = (arrayOf(row) ?? []).map(textOf);
      if (name === undefined || version === undefined || id === undefined) {
        return unreadable(output, 'an advisory without package, version or id');
      }
      findings.push({
        tool: 'safety',
        rule: id,
        severity: 'error',
        message: `${name} ${version}: ${advisory ?? ''}`,
        package: { name, version },
        location: { path: 'uv.lock' },
      });
    }
  }
  const gathered = context.resources['gathered'] ?? 'an unknown day';
  findings.push({
    tool: 'safety',
    rule: 'database-date',
    severity: 'note',
    message: `Safety's advisories are of ${gathered}; newer ones are known to Trivy's database only`,
  });
  return { findings };
}
