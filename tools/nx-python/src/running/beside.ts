import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Beside } from './tool.ts';

/**
 * What a tool that can only be given the workspace has to leave out, so that it looks at the targets
 * alone. Reads the folders that lead to them. Undefined when a name would be read as a pattern, and
 * might leave out more than itself.
 */
export function beside(workspaceRoot: string, targets: readonly string[]): Beside | undefined {
  const folders: string[] = [];
  const files: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(workspaceRoot, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (targets.includes(path)) continue;
      if (!entry.isDirectory()) files.push(path);
      else if (targets.some((target) => target.startsWith(`${path}/`))) look(path);
      else folders.push(path);
    }
  };
  look('');
  return [...folders, ...files].some((path) => /[*?[\]{}\\,!]/.test(path))
    ? undefined
    : { folders, files };
}
