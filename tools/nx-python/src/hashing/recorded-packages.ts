import { arrayOf, parseJson, recordOf, textOf } from '@modax/findings';
import { canonical, closure } from '@modax/python-lock';
import { tomlIn } from './configuration-inputs.ts';
import type { Disk } from './disk.ts';
import { digestOf } from './key-input.ts';
import { readLock } from './lock-inputs.ts';
import { oncePerDisk } from './once-per-disk.ts';

/** What an installed package adds to the environment. */
export interface PackageContents {
  /** Top-level modules, in order. */
  readonly modules: readonly string[];
  /** The kinds of entry points by which it adds to a tool, in order. */
  readonly entryPoints: readonly string[];
}

export type Packages = ReadonlyMap<string, PackageContents>;

/** Committed, so that a checkout in which nothing is installed asks the cache by the same keys. */
export const recordFile = 'config/python-packages.json';

/**
 * What the packages of the workspace hold, as a checkout once found it; undefined where there is no
 * record, or where anything that decides what the set-up installs has changed since.
 */
export const recordedPackages = oncePerDisk((file, disk): Packages | undefined => {
  const record = recordOf(parseJson(disk.text(file) ?? ''));
  const packages = recordOf(record?.['packages']);
  if (packages === undefined || record?.['of'] !== decidingInputs(disk)) return undefined;
  return new Map(Object.entries(packages).map(([name, contents]) => [name, contentsOf(contents)]));
});

/** The text of the record, for people as well: one line for each package. */
export function recordText(packages: Packages, disk: Disk): string {
  const lines = [...packages].map(
    ([name, contents]) => `    ${JSON.stringify(name)}: ${JSON.stringify(contents)}`,
  );
  const of = JSON.stringify(decidingInputs(disk));
  return `{\n  "of": ${of},\n  "packages": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/**
 * A digest of what decides which packages are installed, and by which entry points they add to tools. Who the members of
 * the workspace are decides nothing by itself: a new one, or one with another version, may need the same packages.
 */
function decidingInputs(disk: Disk): string {
  const { tool, 'dependency-groups': groups } = tomlIn('pyproject.toml', disk);
  const uv = Object.entries(recordOf(recordOf(tool)?.['uv']) ?? {});
  const entryPoints = ['apps', 'libs', 'tools'].flatMap((folder) =>
    disk.names(folder).flatMap((name) => {
      const { project } = tomlIn(`${folder}/${name}/pyproject.toml`, disk);
      const own = recordOf(project)?.['entry-points'];
      return own === undefined ? [] : [[`${folder}/${name}`, own]];
    }),
  );
  return digestOf(
    canonical([
      lockedPackages(disk),
      disk.digest('.python-version'),
      [uv.filter(([table]) => table !== 'workspace'), groups ?? null],
      entryPoints,
    ]),
  );
}

/** What the lock says that is installed: the third parties' packages that the members need, their groups included. */
function lockedPackages(disk: Disk): unknown {
  const { lock, text, problem } = readLock(disk.text('uv.lock'));
  if (problem !== undefined) return text;
  const members = lock.packages.filter(({ folder }) => folder !== undefined);
  const wanted = members.map(({ name, groups }) => ({ name, groups: [...groups.keys()] }));
  return closure(lock, wanted)
    .filter(({ folder }) => folder === undefined)
    .map(({ name, identity }) => [name, identity]);
}

function contentsOf(value: unknown): PackageContents {
  const contents = recordOf(value);
  return { modules: texts(contents?.['modules']), entryPoints: texts(contents?.['entryPoints']) };
}

function texts(value: unknown): readonly string[] {
  return (arrayOf(value) ?? []).flatMap((text) => textOf(text) ?? []);
}
