import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A folder under `apps`, `libs` or `tools` with a manifest. */
export interface Project {
  /** Relative to the workspace. */
  readonly root: string;
  readonly name: string;
}

/** The Python project that a file belongs to; none for one outside of all. */
export function pythonProjectOf(tree: string, path: string): Project | undefined {
  return projectOf(tree, path, ['pyproject.toml']);
}

/** The TypeScript project that a file belongs to; none for one outside of all. */
export function typeScriptProjectOf(tree: string, path: string): Project | undefined {
  return projectOf(tree, path, ['package.json', 'tsconfig.json']);
}

function projectOf(tree: string, path: string, manifests: readonly string[]): Project | undefined {
  const [root, name] = /^(?:apps|libs|tools)\/([^/]+)(?=\/)/.exec(path) ?? [];
  if (root === undefined || name === undefined) return undefined;
  return manifests.every((manifest) => existsSync(join(tree, root, manifest)))
    ? { root, name }
    : undefined;
}

/** The projects of files, each once, in order of their folders. */
export function projectsOf(
  tree: string,
  paths: readonly string[],
  find: (tree: string, path: string) => Project | undefined,
): readonly Project[] {
  const found = new Map<string, Project>();
  for (const path of paths) {
    const project = find(tree, path);
    if (project !== undefined) found.set(project.root, project);
  }
  return [...found.values()].sort((one, other) => (one.root < other.root ? -1 : 1));
}
