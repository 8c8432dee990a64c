import { join } from 'node:path';
import type { Finding } from '@modax/findings';
import { contradiction, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

const line =
  /^(?<path>.+?):(?:(?<line>\d+):)?(?:(?<column>\d+):)?(?:(?<endLine>\d+):(?<endColumn>\d+):)? (?<kind>error|note): (?<message>.*?)(?: {2}\[(?<rule>[a-z0-9-]+)\])?$/;
const found =
  /^Found (?<errors>\d+) errors? in \d+ files? \((?:checked \d+ source files?|errors prevented further checking)\)$/;
const success = /^Success: no issues found in \d+ source files?$/;

/**
 * Errors and their notes; the closing summary must add up to what was read. Configuration that mypy
 * does not understand it passes over with a word on stderr: a verdict, but not by the workspace's rules.
 */
export function parseMypy(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const configuration = `${join(context.workspaceRoot, 'pyproject.toml')}:`;
  const findings: Finding[] = [];
  for (const output of outputs) {
    const lines = output.stdout.split('\n').filter((text) => text !== '');
    const closing = lines.pop() ?? '';
    const misread = output.stderr.split('\n').find((text) => text.startsWith(configuration));
    if (misread !== undefined) return unreadable(output, `misread configuration: ${misread}`);
    const announced = announcedErrors(closing);
    if (announced === undefined) return unreadable(output, 'no closing summary');
    for (const text of lines) {
      const groups = line.exec(text)?.groups;
      if (groups === undefined) return unreadable(output, `not a mypy line: ${text}`);
      findings.push(toFinding(groups, context));
    }
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    if (errors !== announced) {
      return unreadable(output, `${errors} errors read, ${announced} counted`);
    }
    if ((output.code === 0) !== (errors === 0)) return contradiction(output, errors);
  }
  return { findings };
}

function announcedErrors(closing: string): number | undefined {
  if (success.test(closing)) return 0;
  const errors = found.exec(closing)?.groups?.['errors'];
  return errors === undefined ? undefined : Number(errors);
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
