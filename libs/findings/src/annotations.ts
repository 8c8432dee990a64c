import { counted } from './count.ts';
import { commandMessage, commandProperty } from './escape.ts';
import type { Finding, Severity } from './finding.ts';
import { regionOf } from './place.ts';

/** GitHub shows ten of each kind per step and drops the rest in silence; one notice is for the count. */
const SHOWN: readonly (readonly [severity: Severity, command: string, limit: number])[] = [
  ['error', 'error', 10],
  ['warning', 'warning', 10],
  ['note', 'notice', 9],
];

/** Findings as GitHub workflow commands, errors first; what is beyond GitHub's limits is counted last. */
export function toAnnotations(findings: readonly Finding[]): string[] {
  const lines: string[] = [];
  const rest: string[] = [];
  for (const [severity, command, limit] of SHOWN) {
    const all = findings.filter((finding) => finding.severity === severity);
    lines.push(...all.slice(0, limit).map((finding) => annotation(command, finding)));
    if (all.length > limit) rest.push(counted(all.length - limit, severity));
  }
  if (rest.length > 0) {
    lines.push(`::notice::${commandMessage(`${rest.join(', ')} more: see the task's report.`)}`);
  }
  return lines;
}

function annotation(command: string, { tool, rule, message, location }: Finding): string {
  const region = location === undefined ? undefined : regionOf(location);
  const properties = Object.entries({
    file: location?.path,
    line: region?.startLine,
    endLine: region?.endLine,
    col: region?.startColumn,
    endColumn: region?.endColumn,
    title: `${tool} ${rule}`,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${commandProperty(String(value))}`);
  return `::${command} ${properties.join(',')}::${commandMessage(message)}`;
}
