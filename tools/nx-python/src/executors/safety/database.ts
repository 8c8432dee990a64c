import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf, parseJson, recordOf } from '@modax/findings';

/** The folder of the pinned advisories, and the day they were gathered (UTC). */
export function locateSafetyDatabase(environment: string): Readonly<Record<string, string>> {
  const [found] = globSync('lib/python*/site-packages/safety_db', { cwd: environment });
  if (found === undefined) return {};
  const database = join(environment, found);
  const content = recordOf(parseJson(readFileSync(join(database, 'insecure.json'), 'utf8')));
  const gathered = numberOf(recordOf(content?.['$meta'])?.['timestamp']);
  return {
    database,
    ...(gathered === undefined
      ? {}
      : { gathered: new Date(gathered * 1000).toISOString().slice(0, 10) }),
  };
}
