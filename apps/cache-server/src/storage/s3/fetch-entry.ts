import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { asStoreProblem } from '../file-errors.ts';
import type { Entry } from '../store.ts';
import { readTrailer, TRAILER_BYTES } from '../trailer.ts';
import type { FoundObject } from './objects.ts';
import { openSpool, type Spool } from './spool.ts';
import { StreamBody } from './stream-body.ts';

/**
 * Reads an object to its end and compares it with what was written, before anybody is given a byte of it.
 * @param folder for what is too large for memory
 * @throws when it breaks off or the signal aborts
 */
export async function fetchEntry(
  { bytes, body }: FoundObject,
  folder: string,
  signal: AbortSignal,
): Promise<Entry | 'damaged'> {
  const abort = (): void => {
    body.destroy(new Error('the object came too slowly'));
  };
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) abort();
    return await spooled(bytes, body, folder);
  } finally {
    signal.removeEventListener('abort', abort);
    body.destroy();
  }
}

async function spooled(bytes: number, body: Readable, folder: string): Promise<Entry | 'damaged'> {
  const size = bytes - TRAILER_BYTES;
  if (size < 0) return 'damaged';
  const spool = await openSpool(bytes, folder).catch(fail);
  let isHandedOn = false;
  try {
    const checksum = await fill(spool, body, size);
    const trailer = readTrailer(await spool.read(size, TRAILER_BYTES), bytes);
    if (trailer?.checksum !== checksum) return 'damaged';
    isHandedOn = true;
    if (size === 0) return { size, body: Buffer.alloc(0) };
    const sent = spool.body(size);
    return { size, body: Buffer.isBuffer(sent) ? sent : new StreamBody(sent) };
  } finally {
    if (!isHandedOn) await spool.close();
  }
}

/** @returns CRC-32 of the first `size` bytes */
async function fill(spool: Spool, body: Readable, size: number): Promise<number> {
  let checksum = 0;
  let at = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    await spool.write(chunk).catch(fail);
    checksum = crc32(chunk.subarray(0, Math.max(0, size - at)), checksum);
    at += chunk.length;
  }
  return checksum;
}

/** What holds the bytes on their way is of this machine. */
function fail(error: unknown): never {
  throw asStoreProblem(error);
}
