import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseJson, recordOf, textOf } from '@modax/findings';
import type { Disk } from './disk.ts';
import { type KeyInput, input } from './key-input.ts';
import { loadedModules, shown } from './module-files.ts';
import { nodePackageInputs } from './node-packages.ts';
import { oncePerDisk } from './once-per-disk.ts';

/**
 * The code that an executor runs: the files of its folder, the modules that they load, the locked
 * packages among them, and Node. Not the code of other executors, nor of inference and of keys.
 * `plugin` is the folder of this plugin, absolute.
 */
export function executorCodeInputs(
  executor: string,
  plugin: string,
  disk: Disk,
): readonly KeyInput[] {
  return codeInputs(`${plugin} ${executor}`, disk);
}

const codeInputs = oncePerDisk((name, disk): readonly KeyInput[] => {
  const [plugin = '', executor = ''] = name.split(/ (?=[^ ]*$)/);
  const manifest = recordOf(parseJson(disk.text(join(plugin, 'executors.json')) ?? ''));
  const entries = recordOf(manifest?.['executors']);
  const implementation = textOf(recordOf(entries?.[executor])?.['implementation']);
  if (implementation === undefined) throw new Error(`${plugin} has no executor ${executor}`);
  const beside = disk.files(dirname(join(plugin, implementation))).filter(isRun);
  return [
    ...moduleInputs(
      beside.filter((file) => file.endsWith('.ts')),
      beside,
      plugin,
      disk,
    ),
    input('node', process.version),
  ];
});

function isRun(file: string): boolean {
  return !file.endsWith('.spec.ts') && !file.includes('/testing/');
}

/** Files, and the modules that the entries among them load, from the folder of the nearest npm lock. */
export function moduleInputs(
  entries: readonly string[],
  files: readonly string[],
  from: string,
  disk: Disk,
): readonly KeyInput[] {
  const top = lockFolder(from, disk);
  const modules = loadedModules(entries, disk, (name) => workspaceModule(name, from));
  const all = [...new Set([...modules.files, ...files])].sort();
  return [
    ...all.map((file) => ({ name: shown(file, top), digest: disk.digest(file) })),
    ...nodePackageInputs(
      disk.text(join(top, 'package-lock.json')),
      modules.packages.map(({ name, from: folder }) => ({ name, from: shown(folder, top) })),
    ),
  ];
}

/** The folder with npm's lock that is nearest above; the folder itself where there is none. */
function lockFolder(folder: string, disk: Disk): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (disk.text(join(at, 'package-lock.json')) !== undefined) return at;
  }
  return folder;
}

/** The file of a package of the workspace, which is a link to its folder; undefined for any other. */
function workspaceModule(name: string, from: string): string | undefined {
  if (!name.startsWith('@modax/')) return undefined;
  return resolve(createRequire(join(from, 'package.json')).resolve(name));
}
