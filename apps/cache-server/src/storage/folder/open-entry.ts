import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { read } from 'node:fs';
import { crc32 } from 'node:zlib';
import { isMissing } from '../file-errors.ts';
import { readTrailer, type Trailer, TRAILER_BYTES } from '../trailer.ts';
import type { OpenEntry } from './open-entries.ts';
import { AT_ONCE_BYTES } from './spare-buffers.ts';

/** Which file it is, whatever its name is by now. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
  /** Numbers of files that are gone are given to new ones. */
  readonly ctimeMs: number;
}

/** `missing`: there is no file. `damaged`: there is one, and its bytes are not those that were written. */
export type Opened =
  | { readonly kind: 'good'; readonly entry: OpenEntry }
  | { readonly kind: 'damaged'; readonly file: FileIdentity }
  | { readonly kind: 'missing' };

const CHUNK_BYTES = 1024 * 1024;

const readAt = promisify(read);

/** Opens the file of an entry and checks all of it. */
export async function openEntry(file: string): Promise<Opened> {
  const descriptor = openFile(file);
  if (descriptor === undefined) return { kind: 'missing' };
  let entry: OpenEntry | undefined;
  try {
    const trailer = checkedTrailer(descriptor);
    entry = trailer && (await checkedEntry(descriptor, trailer));
    return entry === undefined
      ? { kind: 'damaged', file: fstatSync(descriptor) }
      : { kind: 'good', entry };
  } finally {
    if (entry === undefined) closeSync(descriptor);
  }
}

async function checkedEntry(descriptor: number, trailer: Trailer): Promise<OpenEntry | undefined> {
  const { size, checksum } = trailer;
  if (size > AT_ONCE_BYTES) {
    return (await isAsWritten(descriptor, trailer)) ? { descriptor, ...trailer } : undefined;
  }
  const body = readBody(descriptor, size, Buffer.allocUnsafeSlow(size));
  return body !== undefined && crc32(body) === checksum
    ? { descriptor, ...trailer, body }
    : undefined;
}

/** Whether the body in an open file is the one that was written. */
export async function isAsWritten(
  descriptor: number,
  { size, checksum }: Trailer,
): Promise<boolean> {
  return (await checksumOf(descriptor, size)) === checksum;
}

function openFile(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function checkedTrailer(descriptor: number): Trailer | undefined {
  const fileSize = fstatSync(descriptor).size;
  if (fileSize < TRAILER_BYTES) return undefined;
  const bytes = Buffer.alloc(TRAILER_BYTES);
  readSync(descriptor, bytes, 0, TRAILER_BYTES, fileSize - TRAILER_BYTES);
  return readTrailer(bytes, fileSize);
}

async function checksumOf(descriptor: number, size: number): Promise<number | undefined> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let checksum = 0;
  for (let at = 0; at < size;) {
    const { bytesRead } = await readAt(descriptor, chunk, 0, Math.min(CHUNK_BYTES, size - at), at);
    if (bytesRead === 0) return undefined;
    checksum = crc32(chunk.subarray(0, bytesRead), checksum);
    at += bytesRead;
  }
  return checksum;
}

/** Reads the body of a small entry into `buffer`; `undefined` where the file has become shorter. */
export function readBody(descriptor: number, size: number, buffer: Buffer): Buffer | undefined {
  let at = 0;
  while (at < size) {
    const count = readSync(descriptor, buffer, at, size - at, at);
    if (count === 0) return undefined;
    at += count;
  }
  return buffer.subarray(0, size);
}
