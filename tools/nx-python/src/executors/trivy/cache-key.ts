import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownTrivyVersion } from '../../environment/programs.ts';
import { locateTrivyDatabase, trivyCache } from './database.ts';

/**
 * Printed into the key of every `scan-files` task: what decides the result and lies outside the
 * repository, which is the machine's own Trivy (the locked one is in the lock), the database, and
 * the checks for misconfiguration that are used where someone has fetched them.
 */
const { database } = locateTrivyDatabase('', process.env);
const checks = join(trivyCache(process.env), 'policy', 'metadata.json');
console.log(ownTrivyVersion(process.env) ?? 'locked trivy');
console.log(
  database === undefined
    ? 'no database'
    : readFileSync(join(database, 'db', 'metadata.json'), 'utf8'),
);
console.log(existsSync(checks) ? readFileSync(checks, 'utf8') : 'built-in checks');
