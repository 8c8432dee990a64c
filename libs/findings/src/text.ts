import { styleText } from 'node:util';
import type { SuppressedFinding } from './apply-exceptions.ts';
import { counted } from './count.ts';
import { printable } from './escape.ts';
import type { Finding, Severity } from './finding.ts';
import { position } from './place.ts';
import type { Report } from './report.ts';
import { renderTable, type Column } from './table.ts';
import { problemText } from './tool-problem.ts';

export interface TextOptions {
  /** Whether to colour: the caller knows its stream, and NO_COLOR. */
  readonly colour: boolean;
  /** Cells in a line of the terminal; without it messages are not wrapped. */
  readonly width?: number;
}

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

const findingColumns: readonly Column<Finding>[] = [
  {
    header: '',
    text: ({ location }) => (location === undefined ? '' : position(location).join(':')),
    align: 'right',
  },
  {
    header: '',
    text: ({ severity }) => severity,
    colour: (text, { severity }) => paint(COLOURS[severity], text),
  },
  { header: '', text: ({ rule }) => rule },
  { header: '', text: ({ message }) => message },
];

const suppressedColumns: readonly Column<SuppressedFinding>[] = [
  { header: 'rule', text: ({ finding }) => finding.rule },
  { header: 'in', text: ({ finding }) => group(finding) },
  { header: 'until', text: ({ exception }) => exception.expires },
  { header: 'owner', text: ({ exception }) => exception.owner },
  { header: 'accepted because', text: ({ exception }) => exception.reason },
];

/**
 * Findings for people: one block per file, or per package where no file is known, in the order in which
 * they first appear; in a block, aligned position, severity, rule and message. Empty without findings.
 */
export function toTable(findings: readonly Finding[], options: TextOptions): string {
  const blocks = Map.groupBy(findings, group);
  return [...blocks]
    .map(([heading, members]) => {
      const title = printable(heading);
      const rows = renderTable(findingColumns, members, { ...options, indent: 2 });
      return `${options.colour ? paint('bold', title) : title}\n${rows}`;
    })
    .join('\n\n');
}

/** The whole report for people: problems, findings, what was accepted, and a line that counts. */
export function toText(
  { tool, findings, suppressed, problems }: Report,
  options: TextOptions,
): string {
  const accepted =
    suppressed.length === 0
      ? ''
      : `Accepted by exceptions:\n${renderTable(suppressedColumns, suppressed, { ...options, indent: 2 })}`;
  return [
    ...problems.map(problemText),
    toTable(findings, options),
    accepted,
    `${printable(`${tool.name} ${tool.version}`)}: ${summary(findings, suppressed)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function summary(findings: readonly Finding[], suppressed: readonly SuppressedFinding[]): string {
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return [
    counted(count('error'), 'error'),
    counted(count('warning'), 'warning'),
    counted(count('note'), 'note'),
    `${suppressed.length} accepted`,
  ].join(', ');
}

function group({ location, package: subject }: Finding): string {
  return location?.path ?? (subject && `${subject.name} ${subject.version}`) ?? '(no file)';
}

/** Whether to colour is decided by the caller: `styleText` must not look at its own stream. */
function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { validateStream: false });
}
