import { isAbsolute, relative, resolve } from 'node:path';
import type { Finding, Location } from '@modax/findings';

/** Reads what a tool printed on stdout in the folder `tree`; nothing when it is not what it prints. */
export type OutputReader = (stdout: string, tree: string) => readonly Finding[] | undefined;

const DIAGNOSTIC =
  /^(?:(?<path>.+?)\((?<line>\d+),(?<column>\d+)\): )?error (?<rule>TS\d+): (?<message>.*)$/;

/** `tsc --pretty false`: a line for each error; what explains it further is indented below. */
export const parseTsc: OutputReader = (stdout, tree) => {
  const findings: Finding[] = [];
  for (const text of stdout.split('\n')) {
    if (text === '' || (findings.length > 0 && text.startsWith('  '))) continue;
    const groups = DIAGNOSTIC.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const { path, line, column, rule = '', message = '' } = groups;
    findings.push({
      tool: 'tsc',
      rule,
      severity: 'error',
      message,
      ...(path !== undefined && {
        location: place(tree, path, { line: Number(line), column: Number(column) }),
      }),
    });
  }
  return findings;
};

interface EslintMessage {
  readonly ruleId: string | null;
  readonly severity: number;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** `eslint --format=json`. */
export const parseEslint: OutputReader = (stdout, tree) => {
  let files: unknown;
  try {
    files = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  if (!Array.isArray(files)) return undefined;
  const findings: Finding[] = [];
  for (const file of files as readonly unknown[]) {
    if (!isFileResult(file)) return undefined;
    for (const { ruleId, severity, message, line, column } of file.messages) {
      findings.push({
        tool: 'eslint',
        rule: ruleId ?? 'fatal',
        severity: severity === 2 ? 'error' : 'warning',
        message,
        location: place(tree, file.filePath, {
          ...(line !== undefined && { line }),
          ...(column !== undefined && { column }),
        }),
      });
    }
  }
  return findings;
};

function isFileResult(
  value: unknown,
): value is { readonly filePath: string; readonly messages: readonly EslintMessage[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'filePath' in value &&
    typeof value.filePath === 'string' &&
    'messages' in value &&
    Array.isArray(value.messages)
  );
}

function place(tree: string, path: string, at: Omit<Location, 'path'>): Location {
  const inside = isAbsolute(path) ? relative(tree, path) : relative(tree, resolve(tree, path));
  return { path: inside, ...at };
}
