import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Trivy keeps what it has fetched: in the folder for caches, which Go knows by `XDG_CACHE_HOME`, on a Mac by none. */
export function trivyCache(variables: NodeJS.ProcessEnv, platform = process.platform): string {
  const caches =
    platform === 'darwin'
      ? join(homedir(), 'Library/Caches')
      : (variables['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return variables['TRIVY_CACHE_DIR'] ?? join(caches, 'trivy');
}

/** Trivy's cache folder, when a vulnerability database lies in it. */
export function trivyDatabase(
  variables: NodeJS.ProcessEnv,
  platform = process.platform,
): string | undefined {
  const database = trivyCache(variables, platform);
  return existsSync(join(database, 'db', 'metadata.json')) &&
    existsSync(join(database, 'db', 'trivy.db'))
    ? database
    : undefined;
}
