import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { programFile } from '@modax/command';
import { trivyCache, trivyDatabase } from '@modax/trivy';
import { type CustomHasher, workspaceRoot } from '@nx/devkit';
import { mixedHash } from './mixed-hash.ts';

/**
 * The key of a scan: the image and the exceptions, and the database and the Trivy of the machine. And the
 * day, because exceptions and databases end by themselves.
 */
export const scanHasher =
  (folder: string): CustomHasher =>
  (task, context) => {
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
      // The one that scans, which an update of the environment replaces.
      identityOf(
        programFile(
          'trivy',
          { workspaceRoot: folder, environment: join(folder, '.venv') },
          process.env,
        ),
      ),
    ];
    return mixedHash(task, context, 'day, database and Trivy of the machine', state);
  };

/** Another one when a file is replaced; a file that is not there has none. */
function identityOf(file: string): string {
  const state = statSync(file, { throwIfNoEntry: false });
  return state === undefined ? '' : [file, state.size, state.mtimeMs, state.ino].join(' ');
}

export default scanHasher(workspaceRoot);
