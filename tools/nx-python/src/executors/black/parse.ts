import type { Finding } from '@modax/findings';
import { contradiction, unreadable } from '../../running/problems.ts';
import { projectPath } from '../../running/paths.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

const verdict = /^would reformat (?<path>.+)$/;
/** `cannot parse: a.py:1:11`, with or without the Python version that it was parsed for. */
const unparsable =
  /^error: cannot parse(?: for target versions? [^:]+)?: (?<path>.+):(?<line>\d+):(?<column>\d+)$/;
const failure = /^error: cannot format (?<path>.+?): (?<reason>.*)$/;
const summary =
  /^(?=\d)(?:(?<changed>\d+) files? (?:would be |)reformatted)?(?:, )?(?:(?<unchanged>\d+) files? (?:would be |)left unchanged)?(?:, )?(?:(?<failed>\d+) files? (?:would fail|failed) to reformat)?\.$/;

/** black speaks on stderr and closes with a count of files; without it the output was cut off. */
export function parseBlack(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  for (const output of outputs) {
    const lines = output.stderr.split('\n');
    const counts = lines.map((text) => summary.exec(text)?.groups).find((groups) => groups);
    if (counts === undefined) return unreadable(output, 'no closing count of files');
    const ownFindings = lines.flatMap((text) => toFinding(text, context));
    const announced =
      output.call.name === 'check'
        ? Number(counts['changed'] ?? 0) + Number(counts['failed'] ?? 0)
        : Number(counts['failed'] ?? 0);
    if (announced !== ownFindings.length) {
      return unreadable(output, `${ownFindings.length} files named, ${announced} counted`);
    }
    if ((output.code === 0) !== (ownFindings.length === 0)) {
      return contradiction(output, ownFindings.length);
    }
    findings.push(...ownFindings);
  }
  return { findings };
}

function toFinding(text: string, context: ToolContext): readonly Finding[] {
  const unformatted = verdict.exec(text)?.groups?.['path'];
  if (unformatted !== undefined) {
    return [
      {
        tool: 'black',
        rule: 'would-reformat',
        severity: 'error',
        message: 'not formatted; run this target with --configuration=fix',
        location: { path: projectPath(context, unformatted) },
      },
    ];
  }
  const broken = (unparsable.exec(text) ?? failure.exec(text))?.groups;
  if (broken === undefined) return [];
  return [
    {
      tool: 'black',
      rule: 'cannot-format',
      severity: 'error',
      message: `cannot be formatted: ${broken['reason'] ?? 'not Python that black can parse'}`,
      location: {
        path: projectPath(context, broken['path'] ?? ''),
        ...(broken['line'] === undefined
          ? {}
          : { line: Number(broken['line']), column: Math.max(1, Number(broken['column'])) }),
      },
    },
  ];
}
