import { normalizedName, type MarkerEnvironment } from '@modax/python-lock';
import { oncePerDisk } from './once-per-disk.ts';

/** What is installed in a Python environment, read from its files: nothing is started. */
export interface InstalledPython {
  /** Whole, such as `3.11.7`; undefined where there is no environment. */
  readonly version?: string;
  /** Names of the packages that add to a program by one of these entry points. */
  pluginsFor(entryPoints: readonly string[]): readonly string[];
  /** Names of the packages that a module belongs to. */
  ownersOf(module: string): readonly string[];
}

/** Of an environment whose folder is relative to the disk's root, such as `.venv`. */
export const installedPython = oncePerDisk((environment, disk): InstalledPython => {
  const text = disk.text(`${environment}/pyvenv.cfg`) ?? '';
  const version = /^version(?:_info)?\s*=\s*(?<version>\d+\.\d+\.\d+)/m.exec(text)?.groups?.[
    'version'
  ];
  const packages = disk
    .names(`${environment}/lib`)
    .filter((name) => name.startsWith('python'))
    .map((name) => `${environment}/lib/${name}/site-packages`);
  const installed = packages.flatMap((folder) =>
    disk.names(folder).flatMap((entry) => {
      const name = /^(?<name>.+?)-[^-]+\.dist-info$/.exec(entry)?.groups?.['name'];
      return name === undefined
        ? []
        : [{ name: normalizedName(name), folder: `${folder}/${entry}` }];
    }),
  );
  return {
    ...(version === undefined ? {} : { version }),
    pluginsFor: (entryPoints) =>
      installed
        .filter(({ folder }) =>
          entryPointsOf(folder, disk).some((point) => entryPoints.includes(point)),
        )
        .map(({ name }) => name),
    ownersOf: (module) =>
      packages.some((folder) => hasModule(disk.names(folder), module))
        ? installed
            .filter(({ folder }) =>
              hasModule((disk.text(`${folder}/RECORD`) ?? '').split('\n'), module),
            )
            .map(({ name }) => name)
        : [],
  };
});

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

/** Where packages with markers are installed, as far as it is known. */
export function markersOf(version: string | undefined): MarkerEnvironment {
  return { platform: process.platform, ...(version === undefined ? {} : { python: version }) };
}
