import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './key-input.ts';

/** Folders in which tools keep what they installed or remember; no tool of ours judges what is there. */
const generated = new Set([
  '.git',
  '.hypothesis',
  '.mypy_cache',
  '.nx',
  '.pytest_cache',
  '.venv',
  '.venvs',
  '__pycache__',
  'node_modules',
]);

/** Enough of a program to tell two apart: the head holds a build's id, and the size the rest. */
const headBytes = 64 * 1024;

/**
 * What lies in a workspace, each thing read once. It answers for one moment: whoever asks later makes
 * a new one. Paths are relative to the root and `/`-separated, or absolute.
 */
export class Disk {
  readonly root: string;
  readonly #texts = new Map<string, string | undefined>();
  readonly #digests = new Map<string, string>();
  readonly #files = new Map<string, readonly string[]>();
  readonly #names = new Map<string, readonly string[]>();

  constructor(root: string) {
    this.root = root;
  }

  /** The text of a file; undefined when there is none. */
  text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(path)?.toString('utf8'));
    return this.#texts.get(path);
  }

  /** A digest of a file's content; one of its own when there is no such file. */
  digest(path: string): string {
    const known = this.#digests.get(path);
    if (known !== undefined) return known;
    const content = this.#read(path);
    const digest = content === undefined ? 'no file' : digestOf(content);
    this.#digests.set(path, digest);
    return digest;
  }

  /** The files below a folder, in order of their paths, which begin with the folder's. */
  files(folder: string): readonly string[] {
    let files = this.#files.get(folder);
    if (files === undefined) {
      files = this.#walk(folder).sort();
      this.#files.set(folder, files);
    }
    return files;
  }

  /** The names in a folder, in their order; none when there is no folder. */
  names(folder: string): readonly string[] {
    let names = this.#names.get(folder);
    if (names === undefined) {
      names = this.#entries(folder)
        .map(({ name }) => name)
        .sort();
      this.#names.set(folder, names);
    }
    return names;
  }

  /** Tells a large file from another by its head and its size. */
  identity(path: string): string {
    const file = openSync(this.#absolute(path), 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const length = readSync(file, head, 0, headBytes, 0);
      return `${digestOf(head.subarray(0, length))} ${fstatSync(file).size}`;
    } finally {
      closeSync(file);
    }
  }

  #walk(folder: string): string[] {
    return this.#entries(folder).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return generated.has(entry.name) ? [] : this.#walk(path);
      return entry.name.endsWith('.pyc') ? [] : [path];
    });
  }

  #entries(folder: string) {
    try {
      return readdirSync(this.#absolute(folder), { withFileTypes: true });
    } catch (error) {
      if (isAbsence(error)) return [];
      throw error;
    }
  }

  #read(path: string): Buffer | undefined {
    const file = this.#absolute(path);
    try {
      return readFileSync(file);
    } catch (error) {
      if (!isAbsence(error)) throw error;
      return linkTarget(file);
    }
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : join(this.root, path);
  }
}

/** Absent, a folder, or in a folder that is a file. */
function isAbsence(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'EISDIR', 'ENOTDIR', 'ELOOP'].includes(String(error.code))
  );
}

/** What a link says that leads to no file: tools do not follow it, but it is there. */
function linkTarget(file: string): Buffer | undefined {
  try {
    return statSync(file).isDirectory() ? Buffer.from(readlinkSync(file)) : undefined;
  } catch {
    try {
      return Buffer.from(readlinkSync(file));
    } catch {
      return undefined;
    }
  }
}
