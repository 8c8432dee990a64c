import { complaints } from './exception-rules.ts';
import type { Exception } from './exception.ts';
import { isRecord } from './record.ts';
import { toolProblem, type ToolProblem } from './tool-problem.ts';

/** All exceptions of a file, or everything that is wrong with it: never a part of them. */
export type ParsedExceptions =
  | { readonly exceptions: readonly Exception[] }
  | { readonly problems: readonly [ToolProblem, ...ToolProblem[]] };

export interface ExceptionsSource {
  /** Path of the file relative to the workspace root, for messages. */
  readonly file: string;
  /** `YYYY-MM-DD` in UTC: an exception may hold for a year from here at most. */
  readonly today: string;
}

/**
 * Reads `{ "exceptions": [ … ] }`. Each problem has the code EXCEPTIONS_INVALID and names the entry and
 * the property. Refused beside what is malformed: an unknown property, an exception without a path or a
 * package, a path of which one of the first two segments is a wildcard, two for the same thing.
 */
export function parseExceptions(text: string, { file, today }: ExceptionsSource): ParsedExceptions {
  const { entries, complaints: found } = readEntries(text);
  const seen = new Map<string, number>();
  const exceptions: Exception[] = [];
  for (const [index, entry] of entries.entries()) {
    const wrong = complaints(entry, today);
    found.push(...wrong.map((complaint) => `exceptions[${index}]${complaint}`));
    if (!isSound(entry, wrong)) continue;

    const { tool, rule, path, package: name } = entry;
    const subject = JSON.stringify([tool, rule, path, name]);
    const first = seen.get(subject);
    if (first !== undefined) {
      found.push(`exceptions[${index}] repeats exceptions[${first}]`);
    }
    seen.set(subject, first ?? index);
    exceptions.push(entry);
  }
  const [problem, ...more] = found.map((complaint) =>
    toolProblem('EXCEPTIONS_INVALID', `${complaint}.`, { where: { path: file } }),
  );
  return problem === undefined ? { exceptions } : { problems: [problem, ...more] };
}

/** An entry of which nothing is wrong has exactly the properties of an exception. */
function isSound(entry: unknown, wrong: readonly string[]): entry is Exception {
  return wrong.length === 0 && isRecord(entry);
}

function readEntries(text: string): { entries: unknown[]; complaints: string[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { entries: [], complaints: [`it is not JSON: ${String(error)}`] };
  }
  if (!isRecord(content) || !Array.isArray(content['exceptions'])) {
    return { entries: [], complaints: ['it is not an object with a list named "exceptions"'] };
  }
  return {
    entries: content['exceptions'],
    complaints: Object.keys(content)
      .filter((key) => key !== 'exceptions')
      .map((key) => `the property "${key}" is unknown`),
  };
}
