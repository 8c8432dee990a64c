import type { Finding } from '@modax/findings';
import { contradiction, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

const line =
  /^(?<path>.+?):(?<line>\d+):(?:(?<column>\d+):)?(?:(?<endLine>\d+):(?<endColumn>\d+):)? (?<kind>error|note): (?<message>.*?)(?: {2}\[(?<rule>[a-z0-9-]+)\])?$/;
const found = /^Found (?<errors>\d+) errors? in \d+ files? /;
const success = /^Success: no issues found in (?<files>\d+) source files?$/;

/** Errors and their notes; the closing summary must add up to what was read. */
export function parseMypy(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  for (const output of outputs) {
    const lines = output.stdout.split('\n').filter((text) => text !== '');
    const closing = lines.pop() ?? '';
    const clean = success.test(closing);
    const announced = clean ? '0' : found.exec(closing)?.groups?.['errors'];
    if (announced === undefined) return unreadable(output, 'no closing summary');
    for (const text of lines) {
      const groups = line.exec(text)?.groups;
      if (groups === undefined) return unreadable(output, `not a mypy line: ${text}`);
      findings.push(toFinding(groups, context));
    }
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    if (errors !== Number(announced)) {
      return unreadable(output, `${errors} errors read, ${announced} counted`);
    }
    if ((output.code === 0) !== (errors === 0)) return contradiction(output, errors);
  }
  return { findings };
}

function toFinding(groups: Record<string, string | undefined>, context: ToolContext): Finding {
  const number = (name: string, key: 'line' | 'column' | 'endLine' | 'endColumn') =>
    groups[name] === undefined ? {} : { [key]: Math.max(1, Number(groups[name])) };
  return {
    tool: 'mypy',
    rule: groups['rule'] ?? (groups['kind'] === 'note' ? 'note' : 'error'),
    severity: groups['kind'] === 'error' ? 'error' : 'note',
    message: groups['message'] ?? '',
    location: {
      path: projectPath(context, groups['path'] ?? ''),
      ...number('line', 'line'),
      ...number('column', 'column'),
      ...number('endLine', 'endLine'),
      ...number('endColumn', 'endColumn'),
    },
    ...(groups['rule'] === undefined
      ? {}
      : {
          helpUri: `https://mypy.readthedocs.io/en/stable/_refs.html#code-${groups['rule']}`,
        }),
  };
}
