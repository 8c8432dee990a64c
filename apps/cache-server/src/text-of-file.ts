import { readFileSync } from 'node:fs';

/**
 * Reads a file that a setting names.
 * @throws a `Problem` that says why it cannot be read
 */
export function textOfFile(file: string, Problem: new (message: string) => Error): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}
