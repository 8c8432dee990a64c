import type { Readable } from 'node:stream';
import type { LargeBody } from '../store.ts';

/** A body that comes as a stream. */
export class StreamBody implements LargeBody {
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  async sendTo(take: (piece: Buffer) => Promise<void>): Promise<void> {
    for await (const piece of this.#stream as AsyncIterable<Buffer>) await take(piece);
  }

  close(): void {
    this.#stream.destroy();
  }
}
