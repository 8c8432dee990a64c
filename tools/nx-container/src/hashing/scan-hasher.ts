import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '@modax/command';
import { trivyCache, trivyDatabase } from '@modax/trivy';
import type { CustomHasher } from '@nx/devkit';
import { mixedHash } from './mixed-hash.ts';

/**
 * The key of a scan: the image and the exceptions, and the database and the Trivy of the machine. And the
 * day, because exceptions and databases end by themselves.
 */
const hasher: CustomHasher = (task, context) => {
  const database = trivyDatabase(process.env);
  const state = [
    new Date().toISOString().slice(0, 10),
    ...(database === undefined
      ? []
      : [
          readFileSync(join(database, 'db/metadata.json'), 'utf8'),
          identityOf(join(database, 'db/trivy.db')),
        ]),
    identityOf(join(trivyCache(process.env), 'policy/metadata.json')),
    identityOf(findOnPath('trivy', process.env['PATH']) ?? ''),
  ];
  return mixedHash(task, context, 'day, database and Trivy of the machine', state);
};

/** Another one when a file is replaced; a file that is not there has none. */
function identityOf(file: string): string {
  const state = statSync(file, { throwIfNoEntry: false });
  return state === undefined ? '' : [file, state.size, state.mtimeMs, state.ino].join(' ');
}

export default hasher;
