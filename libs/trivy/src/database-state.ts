import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  numberOf,
  parseJson,
  recordOf,
  textOf,
  toolProblem,
  type ToolProblem,
} from '@modax/findings';

/** The state of the vulnerability database that a verdict rests on. */
export interface DatabaseState {
  /** RFC 3339. */
  readonly updatedAt: string;
}

/** The form that the scanner understands. */
const SCHEMA = 2;
/** How many days after its announced successor a database still tells enough. */
const GRACE_DAYS = 6;
const DAY_MS = 86_400_000;

const FETCH =
  'Fetch one: `.venv/bin/trivy image --download-db-only` (`TRIVY_CACHE_DIR` says where it lies).';

/** What the database says of itself; one that cannot give a verdict today is a problem. */
export async function databaseState(
  folder: string | undefined,
  now: Date,
): Promise<DatabaseState | ToolProblem> {
  if (folder === undefined) {
    return toolProblem(
      'DATABASE_MISSING',
      'there is no vulnerability database: nothing was scanned',
      {
        remedy: FETCH,
      },
    );
  }
  return readMetadata(await readFile(join(folder, 'db/metadata.json'), 'utf8'), now);
}

export function readMetadata(text: string, now: Date): DatabaseState | ToolProblem {
  const metadata = recordOf(parseJson(text));
  const version = numberOf(metadata?.['Version']);
  const updatedAt = textOf(metadata?.['UpdatedAt']);
  const next = Date.parse(textOf(metadata?.['NextUpdate']) ?? '');
  if (version !== SCHEMA || updatedAt === undefined || Number.isNaN(next)) {
    const message = `the vulnerability database is of version ${version ?? 'unknown'}, not ${SCHEMA}`;
    return toolProblem('DATABASE_MISSING', message, { remedy: FETCH });
  }
  if (now.getTime() > next + GRACE_DAYS * DAY_MS) {
    return toolProblem(
      'DATABASE_OUTDATED',
      `the vulnerability database is of ${updatedAt}, and was to be renewed by ${new Date(next).toISOString()}`,
      { remedy: FETCH },
    );
  }
  return { updatedAt };
}
