import { displayWidth, wrapped } from './display-width.ts';
import { printable } from './escape.ts';

export interface Column<Row> {
  /** What stands above the column; a table whose headers are all empty has no header line. */
  readonly header: string;
  /** The cell's text; made printable here, so it may come from anywhere. */
  readonly text: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** Colours a cell's finished text; never called when the table is without colour. */
  readonly colour?: (text: string, row: Row) => string;
}

export interface TableOptions {
  readonly colour: boolean;
  /** Cells in a line: the last column is wrapped to fit. Without it nothing is wrapped. */
  readonly width?: number;
  /** Spaces before each line. */
  readonly indent?: number;
}

const GAP = '  ';
/** However narrow the terminal, a wrapped column keeps a readable width. */
const NARROWEST = 24;

/** An aligned table: lines joined by newlines, without one at the end. Cells hold no control characters. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions,
): string {
  const headers = columns.map(({ header }) => printable(header));
  const headerLines = headers.some((header) => header !== '') ? [headers] : [];
  const cells = rows.map((row) => columns.map(({ text }) => printable(text(row))));
  const widths = columns.map((_, index) =>
    Math.max(0, ...[...headerLines, ...cells].map((line) => displayWidth(line[index] ?? ''))),
  );
  const indent = ' '.repeat(options.indent ?? 0);
  const lastWidth = widthOfLast(widths, options);

  const lines = (texts: readonly string[], row?: Row): string[] =>
    // A wrapped piece begins a line of its own: it is made printable as such.
    wrapped(texts.at(-1) ?? '', lastWidth).map((piece, index) => {
      const line = index === 0 ? [...texts.slice(0, -1), printable(piece)] : [printable(piece)];
      const blank = index === 0 ? [] : columns.slice(1).map(() => '');
      return (
        indent +
        [...blank, ...line]
          .map((text, at) => cell(text, widths[at] ?? 0, columns[at], options, row))
          .join(GAP)
          .trimEnd()
      );
    });
  return [
    ...headerLines.flatMap((header) => lines(header)),
    ...rows.flatMap((row, index) => lines(cells[index] ?? [], row)),
  ].join('\n');
}

function widthOfLast(widths: readonly number[], { width, indent = 0 }: TableOptions): number {
  if (width === undefined) return Infinity;
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, indent);
  return Math.max(NARROWEST, width - before);
}

function cell<Row>(
  text: string,
  width: number,
  column: Column<Row> | undefined,
  { colour }: TableOptions,
  row: Row | undefined,
): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  const painted =
    colour && row !== undefined && text !== '' ? (column?.colour?.(text, row) ?? text) : text;
  return column?.align === 'right' ? padding + painted : painted + padding;
}
