import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownTrivyVersion } from '../../environment/programs.ts';
import { locateTrivyDatabase } from './database.ts';

/**
 * Printed into the key of every `scan-files` task: what decides the result and lies outside the
 * repository, which is the machine's own Trivy (the locked one is in the lock) and the database.
 */
const { database } = locateTrivyDatabase('', process.env);
console.log(ownTrivyVersion(process.env) ?? 'locked trivy');
console.log(
  database === undefined
    ? 'no database'
    : readFileSync(join(database, 'db', 'metadata.json'), 'utf8'),
);
