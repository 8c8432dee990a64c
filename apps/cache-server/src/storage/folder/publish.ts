import { randomUUID } from 'node:crypto';
import { closeSync, fdatasync, linkSync, openSync, unlink, writeSync, writev } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { asStoreProblem, isMissing, isThereAlready } from '../file-errors.ts';
import { receive } from '../receive.ts';
import type { Written } from '../store.ts';
import { trailerOf } from '../trailer.ts';
import { syncFolder } from '../../sync-folder.ts';
import type { DurableFolders } from './durable-folder.ts';
import { AT_ONCE_BYTES } from './spare-buffers.ts';
import type { Places } from './places.ts';

const datasync = promisify(fdatasync);
const writeTogether = promisify(writev);
const remove = promisify(unlink);

/** Only the user of the server reads what others stored. */
const FILE_MODE = 0o600;

/** Where entries are published. */
export interface Publishing {
  readonly places: Places;
  readonly folders: DurableFolders;
}

/**
 * Makes the file of an entry, which is there whole, on the disk, and under its name, or not at all: it is
 * written under another name, brought to the disk, and then linked, which fails where the name is taken.
 * @throws StoreProblem
 */
export async function publish(
  { places, folders }: Publishing,
  file: string,
  size: number,
  body: Readable,
): Promise<Written> {
  const draft = `${places.incoming}/${randomUUID()}`;
  try {
    await (size <= AT_ONCE_BYTES
      ? writeAtOnce(draft, size, body)
      : writeAsItComes(draft, size, body));
    return await linkAs(draft, file, folders);
  } catch (error) {
    throw asStoreProblem(error);
  } finally {
    await removeDraft(draft);
  }
}

async function removeDraft(draft: string): Promise<void> {
  try {
    await remove(draft);
  } catch (error) {
    if (!isMissing(error)) throw asStoreProblem(error);
  }
}

/**
 * A small body is gathered first, and written at once, beside what else is done: to copy it takes longer than to come
 * back to it.
 */
async function writeAtOnce(draft: string, size: number, body: Readable): Promise<void> {
  const pieces: Buffer[] = [];
  const checksum = await receive(body, size, (piece) => {
    pieces.push(piece);
    return Promise.resolve();
  });
  pieces.push(trailerOf({ size, checksum }));
  const descriptor = openSync(draft, 'wx', FILE_MODE);
  try {
    await writeAll(descriptor, pieces);
    await datasync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function writeAll(descriptor: number, pieces: readonly Buffer[]): Promise<void> {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  let { bytesWritten: written } = await writeTogether(descriptor, pieces);
  if (written === size) return;
  // The disk is almost full: the rest says so.
  const whole = Buffer.concat(pieces);
  while (written < size) written += writeSync(descriptor, whole, written);
}

async function writeAsItComes(draft: string, size: number, body: Readable): Promise<void> {
  const handle = await open(draft, 'wx', FILE_MODE);
  try {
    const checksum = await receive(body, size, (piece) => writeWhole(handle, piece));
    await writeWhole(handle, trailerOf({ size, checksum }));
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await handle.write(bytes, at)).bytesWritten;
  }
}

async function linkAs(draft: string, file: string, folders: DurableFolders): Promise<Written> {
  const folder = dirname(file);
  try {
    await folders.ensure(folder);
    await linkIn(folder, draft, file, folders);
  } catch (error) {
    if (isThereAlready(error)) return 'exists';
    throw error;
  }
  await syncFolder(folder);
  return 'stored';
}

async function linkIn(
  folder: string,
  draft: string,
  file: string,
  folders: DurableFolders,
): Promise<void> {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // Somebody has taken away the folder.
    folders.forget(folder);
    await folders.ensure(folder);
    linkSync(draft, file);
  }
}
