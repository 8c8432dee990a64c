import { matchesGlob } from 'node:path';
import { Disk } from '../hashing/disk.ts';

type Inputs = Readonly<Record<string, string>>;

/** Folders in which what was built or installed lies; Nx itself leaves out all that Git ignores. */
const ignored = /(?:^|\/)(?:node_modules|dist|coverage|reports|\.venv|\.nx|\.modax)\//;

/**
 * Nx's own hasher says of files only which patterns they match: `findings:libs/findings/**` or
 * `workspace:[{workspaceRoot}/nx.json,…]`. Adds each file, so that the one that changed can be named.
 */
export function withFiles(inputs: Inputs, root: string): Inputs {
  const disk = new Disk(root);
  const files = Object.keys(inputs)
    .flatMap((name) => filesOf(name, disk))
    .map((file) => [file, disk.digest(file)] as const);
  return { ...Object.fromEntries(files), ...inputs };
}

/** Whether an input stands for files that are named beside it. */
export function isFileset(name: string): boolean {
  return patternsOf(name).length > 0;
}

function filesOf(name: string, disk: Disk): readonly string[] {
  const patterns = patternsOf(name);
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((one) => one.slice(1));
  const folders = new Set(wanted.map(folderOf));
  const literal = wanted.filter((pattern) => !/[*?{[]/.test(pattern));
  return [
    ...literal,
    ...[...folders]
      .flatMap((folder) => (folder === '' ? disk.names('.') : disk.files(folder)))
      .filter(
        (file) => !ignored.test(file) && wanted.some((pattern) => matchesGlob(file, pattern)),
      ),
  ].filter((file) => !unwanted.some((pattern) => matchesGlob(file, pattern)));
}

function patternsOf(name: string): readonly string[] {
  const list = /^workspace:\[(?<list>.*)\]$/.exec(name)?.groups?.['list'];
  if (list !== undefined) return split(list.replaceAll('{workspaceRoot}/', ''));
  const patterns = /^[^:/]+:(?<patterns>.*\*.*)$/.exec(name)?.groups?.['patterns'];
  return patterns === undefined ? [] : split(patterns);
}

/** By commas, but for those between braces. */
function split(patterns: string): readonly string[] {
  return patterns.split(/,(?![^{]*\})/).filter((pattern) => pattern !== '');
}

/** The folder before the first wildcard; none for what lies in the root. */
function folderOf(pattern: string): string {
  const segments = pattern.split('/');
  const wild = segments.findIndex((segment) => /[*?{[]/.test(segment));
  return segments.slice(0, wild === -1 ? -1 : wild).join('/');
}
