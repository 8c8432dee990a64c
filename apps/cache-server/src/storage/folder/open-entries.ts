import { closeSync } from 'node:fs';
import type { Trailer } from '../trailer.ts';

/** A file that is open and whose bytes were found to be those that were written. */
export interface OpenEntry extends Trailer {
  readonly descriptor: number;
}

interface Held extends OpenEntry {
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
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): OpenEntry | undefined {
    const held = this.#held.get(name);
    if (held === undefined) return undefined;
    // The last in the order of the map, whose first is closed when there are too many.
    if (this.#held.size > this.#limit / 2) {
      this.#held.delete(name);
      this.#held.set(name, held);
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
    held.dropped = true;
    closeUnused(held);
  }

  close(): void {
    for (const name of [...this.#held.keys()]) this.drop(name);
  }
}

function closeUnused({ dropped, readers, descriptor }: Held): void {
  if (dropped && readers === 0) closeSync(descriptor);
}
