import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TestFile } from './tool.ts';

const notOurs = new Set([
  '.venv',
  '.venvs',
  'node_modules',
  '__pycache__',
  '.git',
  'dist',
  'reports',
]);

/** Files with that ending below the folder, relative to it; installed and generated ones aside. */
export function* filesEndingWith(folder: string, ending: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (notOurs.has(entry.name)) continue;
      for (const file of filesEndingWith(join(folder, entry.name), ending)) {
        yield join(entry.name, file);
      }
    } else if (entry.name.endsWith(ending)) {
      yield entry.name;
    }
  }
}

/** Whether a file with that ending lies below the folder. */
export function hasFile(folder: string, ending: string): boolean {
  return filesEndingWith(folder, ending).next().done === false;
}

export interface PythonSource {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
}

/** The project's Python sources. One that cannot be read is left to the tool, which names it. */
export function pythonSources(project: string): readonly PythonSource[] {
  return [...filesEndingWith(project, '.py')].flatMap((file) => {
    try {
      return [{ file, text: readFileSync(join(project, file), 'utf8') }];
    } catch {
      return [];
    }
  });
}

/**
 * What type checker and tests are given: the project's folders and files with Python, `src` first;
 * the folder itself where there is no `src`.
 */
export function pythonFolders(project: string): readonly string[] {
  const entries = new Set(
    [...filesEndingWith(project, '.py')].map((file) => file.split('/')[0] ?? file),
  );
  if (!entries.has('src')) return ['.'];
  return ['src', ...[...entries].filter((entry) => entry !== 'src').sort()];
}

/** The files with tests, by the names that pytest looks for, in order of their paths. */
export function testFiles(project: string): readonly TestFile[] {
  return [...filesEndingWith(project, '.py')]
    .filter((path) => /^(?:test_.*|.*_test)\.py$/.test(basename(path)))
    .sort()
    .map((path) => ({
      path,
      bytes: statSync(join(project, path), { throwIfNoEntry: false })?.size ?? 0,
    }));
}
