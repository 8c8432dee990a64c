import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { LargeBody } from '../store.ts';
import type { OpenEntry } from './open-entries.ts';

const readAt = promisify(read);

/** Times the requests that go on, this is what a server holds. */
const PIECE_BYTES = 256 * 1024;
/** As many buffers wait for the next body. */
const SPARE = 32;
const spare: Buffer[] = [];
const NOTHING = { bytesRead: 0 };

/** The body of an entry that is open, read into buffers that are used again. */
export class FileBody implements LargeBody {
  readonly #entry: OpenEntry;
  readonly #release: () => void;
  readonly #broken: () => void;
  #isClosed = false;

  /** @param broken is called when the file is not what it was when it was opened */
  constructor(entry: OpenEntry, release: () => void, broken: () => void) {
    this.#entry = entry;
    this.#release = release;
    this.#broken = broken;
  }

  async sendTo(take: (piece: Buffer) => Promise<void>): Promise<void> {
    const { descriptor, size } = this.#entry;
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    try {
      for (let at = 0; at < size;) {
        const wanted = Math.min(PIECE_BYTES, size - at);
        // Of a disk that fails there is nothing either.
        const { bytesRead } = await readAt(descriptor, buffer, 0, wanted, at).catch(() => NOTHING);
        if (bytesRead === 0) {
          this.#broken();
          throw new Error('the file of an entry cannot be read any more');
        }
        await take(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
      // After a failure somebody may still be at it.
      if (spare.length < SPARE) spare.push(buffer);
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#release();
  }
}
