import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Trivy's cache folder, when a vulnerability database lies in it. */
export function locateTrivyDatabase(
  _environment: string,
  variables: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const caches = variables['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const database = variables['TRIVY_CACHE_DIR'] ?? join(caches, 'trivy');
  return existsSync(join(database, 'db', 'metadata.json')) &&
    existsSync(join(database, 'db', 'trivy.db'))
    ? { database }
    : {};
}
