import { normalizedName, type MarkerEnvironment } from '@modax/python-lock';
import type { Disk } from './disk.ts';
import { interpreterOf } from './machine-inputs.ts';
import { oncePerDisk } from './once-per-disk.ts';
import { type Packages, recordedPackages, recordFile } from './recorded-packages.ts';

/** What is installed in the workspace's Python environment. */
export interface InstalledPython {
  /** Whole, such as `3.11.7`; undefined where there is none. */
  readonly version?: string;
  /** Names of the packages that add to a program by one of these entry points. */
  pluginsFor(entryPoints: readonly string[]): readonly string[];
  /** Names of the packages that a module belongs to. */
  ownersOf(module: string): readonly string[];
}

const environment = '.venv';

/**
 * Of the environment, read from its files. Where there is none, what the set-up would make: packages as
 * they are recorded for this lock, and the Python of this machine, which alone is started for it.
 */
export function installedPython(disk: Disk, variables: NodeJS.ProcessEnv): InstalledPython {
  // In what is left of one a tool could still run, with other packages than recorded.
  const settings = disk.text(`${environment}/pyvenv.cfg`);
  const isAbsent = settings === undefined && disk.files(environment).length === 0;
  const recorded = isAbsent ? recordedPackages(recordFile, disk) : undefined;
  if (recorded === undefined) return pythonIn(environment, disk);
  const asked = interpreterOf((disk.text('.python-version') ?? '').trim(), disk, variables);
  const version = /^\d+\.\d+\.\d+/.exec(asked ?? '')?.[0];
  const having = (kind: 'modules' | 'entryPoints', wanted: readonly string[]) =>
    [...recorded]
      .filter(([, contents]) => contents[kind].some((name) => wanted.includes(name)))
      .map(([name]) => name);
  return {
    ...(version === undefined ? {} : { version }),
    pluginsFor: (entryPoints) => having('entryPoints', entryPoints),
    ownersOf: (module) => having('modules', [module]),
  };
}

/** The contents of every package that is installed, of those that a key can ask for. */
export function installedPackages(disk: Disk): Packages {
  return new Map(
    packagesIn(environment, disk).flatMap(({ name, folder }) => {
      const modules = topLevel(disk.text(`${folder}/RECORD`) ?? '');
      const entryPoints = entryPointsOf(folder, disk).filter((kind) => !kind.endsWith('_scripts'));
      return modules.length + entryPoints.length === 0 ? [] : [[name, { modules, entryPoints }]];
    }),
  );
}

const pythonIn = oncePerDisk((root, disk): InstalledPython => {
  const version = /^version(?:_info)?\s*=\s*(?<version>\d+\.\d+\.\d+)/m.exec(
    disk.text(`${root}/pyvenv.cfg`) ?? '',
  )?.groups?.['version'];
  const installed = packagesIn(root, disk);
  return {
    ...(version === undefined ? {} : { version }),
    pluginsFor: (entryPoints) =>
      installed
        .filter(({ folder }) =>
          entryPointsOf(folder, disk).some((point) => entryPoints.includes(point)),
        )
        .map(({ name }) => name),
    ownersOf: (module) =>
      sitePackages(root, disk).some((folder) => hasModule(disk.names(folder), module))
        ? installed
            .filter(({ folder }) =>
              hasModule((disk.text(`${folder}/RECORD`) ?? '').split('\n'), module),
            )
            .map(({ name }) => name)
        : [],
  };
});

/** The packages of an environment, in order of their names. */
const packagesIn = oncePerDisk((root, disk) =>
  sitePackages(root, disk)
    .flatMap((folder) =>
      disk.names(folder).flatMap((entry) => {
        const name = /^(?<name>.+?)-[^-]+\.dist-info$/.exec(entry)?.groups?.['name'];
        return name === undefined
          ? []
          : [{ name: normalizedName(name), folder: `${folder}/${entry}` }];
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
);

function sitePackages(root: string, disk: Disk): readonly string[] {
  return disk
    .names(`${root}/lib`)
    .filter((name) => name.startsWith('python'))
    .map((name) => `${root}/lib/${name}/site-packages`);
}

/** The kinds of entry points that an installed package has. */
const entryPointsOf = oncePerDisk((folder, disk) =>
  [...(disk.text(`${folder}/entry_points.txt`) ?? '').matchAll(/^\[(?<kind>[^\]]+)\]/gm)].flatMap(
    ({ groups }) => groups?.['kind'] ?? [],
  ),
);

function hasModule(paths: readonly string[], module: string): boolean {
  return paths.some(
    (path) =>
      path === module || (/^[./,]/.test(path.slice(module.length)) && path.startsWith(module)),
  );
}

/** The modules of a package's `RECORD` that can be imported by their name. */
function topLevel(record: string): readonly string[] {
  const names = record.split('\n').flatMap((path) => {
    const name = /^(?<name>[A-Za-z_]\w*)(?:\/|\.(?:py|so|[\w-]+\.so),)/.exec(path)?.groups?.[
      'name'
    ];
    return name === undefined || name === '__pycache__' ? [] : [name];
  });
  return [...new Set(names)].sort();
}

/** Where packages with markers are installed, as far as it is known. */
export function markersOf(version: string | undefined): MarkerEnvironment {
  return { platform: process.platform, ...(version === undefined ? {} : { python: version }) };
}
