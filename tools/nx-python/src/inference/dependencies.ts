import { normalizedName } from '@modax/python-lock';
import { distributionOf, tomlIn } from '../hashing/configuration-inputs.ts';
import type { Disk } from '../hashing/disk.ts';
import { holdsModule, importsBelow } from '../hashing/libraries.ts';
import { askedFor } from './requirements.ts';

/** One project that needs another. */
export interface ProjectDependency {
  readonly source: string;
  readonly target: string;
}

/**
 * Which Python projects need which: by their dependencies, extras and groups, and by what their sources
 * import without a word. What is not declared works all the same, since all packages lie in one
 * environment: a change of it must reach the importer.
 */
export function projectDependencies(
  projects: Readonly<Record<string, { readonly root: string }>>,
  disk: Disk,
): readonly ProjectDependency[] {
  const python = Object.entries(projects)
    .map(([name, { root }]) => ({ name, root, file: `${root}/pyproject.toml` }))
    .filter(({ root, file }) => root !== '.' && disk.text(file) !== undefined)
    .map((project) => ({
      ...project,
      distribution: normalizedName(distributionOf(tomlIn(project.file, disk))),
    }));
  return python.flatMap(({ name: source, root, file }) => {
    const asked = askedFor(tomlIn(file, disk));
    const imported = importsBelow(root, disk);
    return python
      .filter((other) => other.root !== root)
      .filter(
        (other) =>
          asked.has(other.distribution) ||
          imported.some((module) => holdsModule(other.root, module, disk)),
      )
      .map(({ name: target }) => ({ source, target }));
  });
}
