import type { Location } from './finding.ts';

/** The part of a file that a finding is about, as far as it is known for certain. */
export interface Region {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** `path:line:column` as far as known, as editors and terminals make it a link. */
export function placeText(location: Location): string {
  return [location.path, ...position(location)].join(':');
}

/** Line and column as far as they are known. */
export function position(location: Location): number[] {
  const { startLine, startColumn } = regionOf(location) ?? {};
  return [startLine, startColumn].filter((value) => value !== undefined);
}

/** Tools print 0 for "unknown": only what is known, and only an end that is not before the beginning. */
export function regionOf({ line, column, endLine, endColumn }: Location): Region | undefined {
  if (!known(line)) return undefined;
  const startColumn = known(column) ? column : undefined;
  const lastLine = known(endLine) && endLine >= line ? endLine : line;
  const end =
    known(endColumn) && (lastLine > line || endColumn >= (startColumn ?? 1))
      ? endColumn
      : undefined;
  return {
    startLine: line,
    ...(startColumn !== undefined && { startColumn }),
    ...(lastLine > line && { endLine: lastLine }),
    ...(end !== undefined && { endColumn: end }),
  };
}

function known(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1;
}
