import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Up to here bytes are kept in memory; a server has some hundred at a time. */
const MEMORY_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * Bytes on their way between a client and a service, which are held until all of them are there and known to be
 * good: small ones in memory, large ones in a file without a name, which is gone with the process.
 */
export interface Spool {
  write(chunk: Buffer): Promise<void>;
  /** Some bytes that were written. */
  read(from: number, size: number): Promise<Buffer>;
  /** The first `size` bytes. A stream closes the spool when it ends or is destroyed. */
  body(size: number): Buffer | Readable;
  close(): Promise<void>;
}

/** A spool for as many bytes. */
export async function openSpool(bytes: number, folder: string): Promise<Spool> {
  return bytes <= MEMORY_BYTES ? new MemorySpool(bytes) : FileSpool.in(folder);
}

class MemorySpool implements Spool {
  readonly #bytes: Buffer;
  #end = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  write(chunk: Buffer): Promise<void> {
    this.#end += chunk.copy(this.#bytes, this.#end);
    return Promise.resolve();
  }

  read(from: number, size: number): Promise<Buffer> {
    return Promise.resolve(this.#bytes.subarray(from, from + size));
  }

  body(size: number): Buffer {
    return this.#bytes.subarray(0, size);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class FileSpool implements Spool {
  readonly #handle: FileHandle;
  #end = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async in(folder: string): Promise<FileSpool> {
    const path = join(folder, `modax-cache-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    await rm(path);
    return new FileSpool(handle);
  }

  async write(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await this.#handle.write(chunk, at, chunk.length - at, this.#end);
      at += bytesWritten;
      this.#end += bytesWritten;
    }
  }

  async read(from: number, size: number): Promise<Buffer> {
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await this.#handle.read(bytes, 0, size, from);
    return bytes.subarray(0, bytesRead);
  }

  body(size: number): Readable {
    return this.#handle.createReadStream({
      start: 0,
      end: size - 1,
      highWaterMark: CHUNK_BYTES,
    });
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
