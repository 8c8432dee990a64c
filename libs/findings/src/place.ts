import type { Location } from './finding.ts';

/** `path:line:column` as far as known, as editors and terminals make it a link. */
export function placeText({ path, line, column }: Location): string {
  return [path, ...position(line, column)].join(':');
}

/** Line and column as far as they are known; tools print 0 for "unknown". */
export function position(line: number | undefined, column: number | undefined): number[] {
  if (!known(line)) return [];
  return known(column) ? [line, column] : [line];
}

export function known(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1;
}
