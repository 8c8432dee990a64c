import { closeSync } from 'node:fs';
import type { Trailer } from '../trailer.ts';

/** A file that is open and whose bytes were found to be those that were written. */
export interface OpenEntry extends Trailer {
  readonly descriptor: number;
  /** Of a small one, while there is memory for it. */
  readonly body?: Buffer | undefined;
}

interface Held extends OpenEntry {
  body?: Buffer | undefined;
  readers: number;
  /** No longer in the table: closed when the last reader has ended. */
  dropped: boolean;
}

/**
 * The entries that were read last, kept open: opening and checking one costs more than reading it. What is
 * read stays open until its reader has ended, whatever becomes of the file.
 */
export class OpenEntries {
  readonly #held = new Map<string, Held>();
  /** Those with a body, in the same order. */
  readonly #bodies = new Set<Held>();
  readonly #limit: number;
  readonly #bodyLimit: number;
  #bodyBytes = 0;

  /**
   * @param limit how many files are open
   * @param bodyLimit how many bytes of bodies are held; what is above is read from its file each time
   */
  constructor(limit: number, bodyLimit: number) {
    this.#limit = limit;
    this.#bodyLimit = bodyLimit;
  }

  get(name: string): OpenEntry | undefined {
    const held = this.#held.get(name);
    if (held === undefined) return undefined;
    // The last in the order of the map, whose first is closed when there are too many.
    if (this.#held.size > this.#limit / 2 || this.#bodyBytes > this.#bodyLimit / 2) {
      this.#held.delete(name);
      this.#held.set(name, held);
      if (this.#bodies.delete(held)) this.#bodies.add(held);
    }
    return held;
  }

  /** Keeps what was opened, and closes what was not read for longest. */
  keep(name: string, entry: OpenEntry): OpenEntry {
    this.drop(name);
    const held: Held = { ...entry, readers: 0, dropped: false };
    this.#held.set(name, held);
    for (const [oldest] of this.#held) {
      if (this.#held.size <= this.#limit) break;
      this.drop(oldest);
    }
    this.#holdBody(held);
    return held;
  }

  /** Reads go on outside of this turn until what is returned is called. */
  hold(entry: OpenEntry): () => void {
    const held = entry as Held;
    held.readers += 1;
    return () => {
      held.readers -= 1;
      closeUnused(held);
    };
  }

  isRead(name: string): boolean {
    return (this.#held.get(name)?.readers ?? 0) > 0;
  }

  drop(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#held.delete(name);
    this.#dropBody(held);
    held.dropped = true;
    closeUnused(held);
  }

  #holdBody(held: Held): void {
    if (held.body === undefined) return;
    this.#bodies.add(held);
    this.#bodyBytes += held.size;
    for (const oldest of this.#bodies) {
      if (this.#bodyBytes <= this.#bodyLimit) break;
      this.#dropBody(oldest);
    }
  }

  #dropBody(held: Held): void {
    if (this.#bodies.delete(held)) this.#bodyBytes -= held.size;
    held.body = undefined;
  }

  close(): void {
    for (const name of [...this.#held.keys()]) this.drop(name);
  }
}

function closeUnused({ dropped, readers, descriptor }: Held): void {
  if (dropped && readers === 0) closeSync(descriptor);
}
