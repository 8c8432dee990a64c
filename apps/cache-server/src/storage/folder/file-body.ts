import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { LargeBody } from '../store.ts';
import type { OpenEntry } from './open-entries.ts';
import { AT_ONCE_BYTES, giveBack, takeSpare } from './spare-buffers.ts';

const readAt = promisify(read);

const NOTHING = { bytesRead: 0 };

/** The body of an entry that is open, of which a server holds a piece for each request that goes on. */
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
    const buffer = takeSpare();
    try {
      for (let at = 0; at < size;) {
        const wanted = Math.min(AT_ONCE_BYTES, size - at);
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
      giveBack(buffer);
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
