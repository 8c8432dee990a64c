import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of a tool in the workspace's lock; `unknown` where it has none. */
export function lockedVersionOf(tool: string, workspaceRoot: string): string {
  return lockedVersion(readFileSync(join(workspaceRoot, 'uv.lock'), 'utf8'), tool) ?? 'unknown';
}

/** The version of a tool in the text of a `uv.lock`. */
export function lockedVersion(lock: string, tool: string): string | undefined {
  const versions = lock.split('[[package]]').flatMap((entry) => {
    const fields = /^\s*name = "(?<name>[^"]+)"\nversion = "(?<version>[^"]+)"/.exec(entry)?.groups;
    return fields?.['name'] === tool ? [fields['version'] ?? ''] : [];
  });
  // Several when the lock differs by Python version; the newest Python's stands last.
  return versions.at(-1);
}
