import { dirname, join, relative } from 'node:path';
import type { Disk } from './disk.ts';
import { oncePerDisk } from './once-per-disk.ts';

/** What some TypeScript or JavaScript loads. */
export interface LoadedModules {
  /** Absolute paths, in their order. */
  readonly files: readonly string[];
  /** Packages that are loaded by name, each with the folder of a file that does so. */
  readonly packages: readonly { readonly name: string; readonly from: string }[];
}

/**
 * Follows the imports of the entries to their ends. What is imported for its types alone is not
 * loaded. `resolve` answers with the file of a package of this workspace, undefined for any other.
 */
export function loadedModules(
  entries: readonly string[],
  disk: Disk,
  resolve: (name: string) => string | undefined,
): LoadedModules {
  const files = new Set<string>();
  const packages = new Map<string, { name: string; from: string }>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const specifier of importsIn(file, disk)) {
      if (specifier.startsWith('node:')) continue;
      const own = specifier.startsWith('.') ? join(dirname(file), specifier) : resolve(specifier);
      if (own !== undefined) open.push(own);
      else {
        const name = packageName(specifier);
        packages.set(`${name} ${dirname(file)}`, { name, from: dirname(file) });
      }
    }
  }
  return { files: [...files].sort(), packages: [...packages.values()] };
}

const importsIn = oncePerDisk((file, disk) => importsOf(disk.text(file) ?? ''));

/** The modules that a text imports, as they are written there. */
export function importsOf(text: string): readonly string[] {
  const statement =
    /^(?:import|export)\s+(?!type\s)(?:[^;'"]*?\sfrom\s+)?['"](?<module>[^'"]+)['"]|\bimport\(\s*['"](?<loaded>[^'"]+)['"]/gm;
  return [...text.matchAll(statement)].flatMap(
    ({ groups }) => groups?.['module'] ?? groups?.['loaded'] ?? [],
  );
}

function packageName(specifier: string): string {
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope;
}

/** A file's path as people know it: below the folder that it is relative to, where it lies there. */
export function shown(file: string, root: string): string {
  const inside = relative(root, file);
  return inside.startsWith('..') ? file : inside;
}
