import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Trivy keeps what it has fetched. */
export function trivyCache(variables: NodeJS.ProcessEnv): string {
  const caches = variables['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return variables['TRIVY_CACHE_DIR'] ?? join(caches, 'trivy');
}

/** Trivy's cache folder, when a vulnerability database lies in it. */
export function trivyDatabase(variables: NodeJS.ProcessEnv): string | undefined {
  const database = trivyCache(variables);
  return existsSync(join(database, 'db', 'metadata.json')) &&
    existsSync(join(database, 'db', 'trivy.db'))
    ? database
    : undefined;
}
