import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@modax/findings';

/** The folders whose folders are the projects. */
export const PROJECT_PARENTS = ['apps', 'libs', 'tools'] as const;

/** What tools write, wherever they work. */
const GENERATED: ReadonlySet<string> = new Set([
  ...['node_modules', '.venv', '__pycache__', '.mypy_cache', '.pytest_cache', '.hypothesis'],
  ...['.import_linter_cache'],
]);
/** What tools write into a project's own folder. Deeper, a folder of such a name holds sources. */
const GENERATED_IN_PROJECT: ReadonlySet<string> = new Set(['dist', 'coverage']);

/** A file, or a link to anything, in the folder of a project. */
export interface FileOnDisk {
  /** Relative to the workspace root, `/`-separated. */
  readonly path: string;
  readonly isLink: boolean;
}

/** All that lies in the folders of projects but what tools write there, whatever git or Nx think of it. */
export function filesOnDisk(root: string): readonly FileOnDisk[] {
  return PROJECT_PARENTS.flatMap((parent) => below(root, parent));
}

function below(root: string, folder: string): readonly FileOnDisk[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (isGenerated(folder, entry.name)) return [];
    return entry.isDirectory() ? below(root, path) : [{ path, isLink: entry.isSymbolicLink() }];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // A workspace need not have projects of every kind.
    if (isMissing(error)) return [];
    throw error;
  }
}

function isGenerated(folder: string, name: string): boolean {
  const isProject = folder.split('/').length === 2;
  return GENERATED.has(name) || (isProject && GENERATED_IN_PROJECT.has(name));
}
