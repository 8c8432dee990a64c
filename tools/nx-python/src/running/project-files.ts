import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const notOurs = new Set([
  '.venv',
  '.venvs',
  'node_modules',
  '__pycache__',
  '.git',
  'dist',
  'reports',
]);

/** Whether a file with that ending lies below the folder, installed and generated ones aside. */
export function hasFile(folder: string, ending: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory()
      ? !notOurs.has(entry.name) && hasFile(join(folder, entry.name), ending)
      : entry.name.endsWith(ending),
  );
}

/** `src` and `tests` where they exist, else the folder itself. */
export function pythonFolders(project: string): readonly string[] {
  const present = ['src', 'tests'].filter((folder) => existsSync(join(project, folder)));
  return present.includes('src') ? present : ['.'];
}
