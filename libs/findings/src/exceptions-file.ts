import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from './missing-file.ts';
import { type ParsedExceptions, parseExceptions } from './parse-exceptions.ts';

/** Relative to the workspace root. */
export const exceptionsFile = 'exceptions.json';

/** The reviewed exceptions of the workspace; a workspace without the file has none. */
export function readExceptions(workspaceRoot: string, today: string): ParsedExceptions {
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, exceptionsFile), 'utf8');
  } catch (error) {
    if (isMissing(error)) return { exceptions: [] };
    throw error;
  }
  return parseExceptions(text, { file: exceptionsFile, today });
}
