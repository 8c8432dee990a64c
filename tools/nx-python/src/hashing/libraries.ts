import { closure, normalizedName } from '@modax/python-lock';
import { shippedWith } from '../inference/requirements.ts';
import { distributionOf, tomlIn } from './configuration-inputs.ts';
import type { Disk } from './disk.ts';
import { oncePerDisk } from './once-per-disk.ts';
import type { ReadLock } from './lock-inputs.ts';
import type { InstalledPython } from './python-environment.ts';
import { importedModules } from './python-imports.ts';

/** The part of Nx's project graph that keys look at. */
export interface KeyGraph {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly data: { readonly root: string; readonly implicitDependencies?: readonly string[] };
      }
    >
  >;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** What the code of a project can reach. */
export interface Reach {
  /** Folders of the libraries below, in order. */
  readonly libraries: readonly string[];
  /** Names of locked packages that are imported, whether or not they are declared. */
  readonly packages: readonly string[];
}

/** The folders of all Python projects but the workspace's own, in order. */
export function pythonRoots(graph: KeyGraph, disk: Disk): readonly string[] {
  return Object.values(graph.nodes)
    .map(({ data }) => data.root)
    .filter((root) => root !== '.' && disk.text(`${root}/pyproject.toml`) !== undefined)
    .sort();
}

/**
 * The libraries below a project: those that Nx's graph, the lock and the libraries themselves know of,
 * and those that it, or a library below, imports without a word. An import that is not declared works
 * all the same, since all packages lie in one environment; what it reaches must not be missed. What a
 * library needs for its own tests alone is not below.
 */
export function reachOf(
  project: { readonly name: string; readonly root: string; readonly distribution: string },
  graph: KeyGraph,
  { lock }: ReadLock,
  installed: InstalledPython,
  disk: Disk,
): Reach {
  const roots = pythonRoots(graph, disk);
  const declared = closure(lock, [{ name: project.distribution, extras: 'all' }]);
  const below = new Set([
    ...targetsOf(project.name, graph),
    ...declared.flatMap(({ folder }) => folder ?? []),
  ]);
  const packages = new Set<string>();
  const locked = new Set(lock.packages.map(({ name }) => name));
  const scanned = new Set<string>();
  const libraries = () => roots.filter((root) => root !== project.root && below.has(root));
  // What a library found this way imports counts too; its tests do not.
  for (let open = [project.root, ...libraries()]; open.length > 0;) {
    for (const root of open) {
      scanned.add(root);
      for (const target of root === project.root ? [] : askedBy(root, roots, graph, disk)) {
        below.add(target);
      }
      for (const module of importsBelow(root === project.root ? root : `${root}/src`, disk)) {
        const owner = roots.find((other) => holdsModule(other, module, disk));
        if (owner !== undefined) below.add(owner);
        else for (const name of packagesOf(module, locked, installed)) packages.add(name);
      }
    }
    open = libraries().filter((root) => !scanned.has(root));
  }
  return { libraries: libraries(), packages: [...packages].sort() };
}

/** Modules that the Python files below a folder import. */
export const importsBelow = oncePerDisk((folder, disk) =>
  importedModules(
    disk
      .files(folder)
      .filter((file) => file.endsWith('.py'))
      .map((file) => disk.text(file) ?? ''),
  ),
);

/** Whether `import module` finds something in the project's sources. */
export function holdsModule(root: string, module: string, disk: Disk): boolean {
  const names = disk.names(`${root}/src`);
  return names.includes(module) || names.includes(`${module}.py`);
}

function targetsOf(name: string, graph: KeyGraph): readonly string[] {
  return (graph.dependencies[name] ?? []).flatMap(({ target }) => rootOf(target, graph));
}

function rootOf(name: string, graph: KeyGraph): readonly string[] {
  const root = graph.nodes[name]?.data.root;
  return root === undefined ? [] : [root];
}

/** Folders of the projects that a library asks for, in its `pyproject.toml` or its `project.json`. */
function askedBy(
  library: string,
  roots: readonly string[],
  graph: KeyGraph,
  disk: Disk,
): readonly string[] {
  const shipped = new Set(shippedWith(tomlIn(`${library}/pyproject.toml`, disk)));
  const stated = Object.values(graph.nodes)
    .filter(({ data }) => data.root === library)
    .flatMap(({ data }) => data.implicitDependencies ?? []);
  return [
    ...roots.filter((root) =>
      shipped.has(normalizedName(distributionOf(tomlIn(`${root}/pyproject.toml`, disk)))),
    ),
    ...stated.flatMap((name) => rootOf(name, graph)),
  ];
}

/** By name where it is the package's, else by the first part of it, else as it is installed. */
function packagesOf(
  module: string,
  locked: ReadonlySet<string>,
  installed: InstalledPython,
): readonly string[] {
  const name = normalizedName(module);
  if (locked.has(name)) return [name];
  const owners = installed.ownersOf(module);
  if (owners.length > 0) return owners;
  return [...locked].filter((other) => other.startsWith(`${name}-`));
}
