import { printable } from '../stage-0/problem.mjs';

/**
 * Cuts text that arrives in pieces into lines, each without control characters, and hands them on. A last
 * line without its newline is not handed on: every program here ends its lines.
 */
export function eachLine(take: (line: string) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) take(printable(line).trimEnd());
  };
}
