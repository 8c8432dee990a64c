import type { Finding } from '@modax/findings';
import { contradiction, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';
import { fatalRules } from './command.ts';

const line = /^(?<path>.+?):(?<line>\d+):(?<column>\d+): (?<rule>[A-Z]+\d+) (?<message>.*)$/;

/** Fatal rules are errors; every other rule is a warning against the project's budget. */
export function parseFlake8(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings = new Map<string, Finding>();
  for (const output of outputs) {
    const lines = output.stdout.split('\n').filter((text) => text !== '');
    const count = lines.pop();
    if (count === undefined || !/^\d+$/.test(count)) return unreadable(output, 'no closing count');
    if (Number(count) !== lines.length) {
      return unreadable(output, `${lines.length} lines, but flake8 counted ${count}`);
    }
    if (output.code === 0 && lines.length > 0) return contradiction(output, lines.length);
    if (output.code === 1 && lines.length === 0) return contradiction(output, 0);
    for (const text of lines) {
      const groups = line.exec(text)?.groups;
      if (groups === undefined) return unreadable(output, `not a flake8 line: ${text}`);
      findings.set(text, toFinding(groups, context));
    }
  }
  return { findings: [...findings.values()] };
}

function toFinding(groups: Record<string, string>, context: ToolContext): Finding {
  const rule = groups['rule'] ?? '';
  return {
    tool: 'flake8',
    rule,
    severity: fatalRules.some((fatal) => rule.startsWith(fatal)) ? 'error' : 'warning',
    message: groups['message'] ?? '',
    location: {
      path: projectPath(context, groups['path'] ?? ''),
      // flake8 answers 0 for findings about a whole file.
      line: Math.max(1, Number(groups['line'])),
      column: Math.max(1, Number(groups['column'])),
    },
  };
}
