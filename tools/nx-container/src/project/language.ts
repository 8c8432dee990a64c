import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a project is written in, which decides how what it needs is found and laid out. */
export type Language = 'python' | 'typescript';

/** The lock of each language's packages, relative to the workspace. */
export const LOCKS: Readonly<Record<Language, string>> = {
  python: 'uv.lock',
  typescript: 'package-lock.json',
};

/** What tells of a package, in its folder. */
export const MANIFESTS: Readonly<Record<Language, string>> = {
  python: 'pyproject.toml',
  typescript: 'package.json',
};

/** What the project in the folder is written in, by its manifest. */
export function languageOf(folder: string): Language | undefined {
  return (['python', 'typescript'] as const).find((language) =>
    existsSync(join(folder, MANIFESTS[language])),
  );
}
