import type { Readable } from 'node:stream';
import type { Scope } from '../access/scope.ts';

/** Which entry; a hash as `hashIn` lets it through. */
export interface EntryKey {
  readonly scope: Scope;
  readonly hash: string;
}

/** What was found. */
export interface Entry {
  /** Bytes of the body. */
  readonly size: number;
  readonly body: Buffer | LargeBody;
  /** Called when a body of one buffer was sent, or never will be: the buffer is for others then. */
  readonly release?: () => void;
}

/** A body that is not held in memory. Whoever does not send it closes it. */
export interface LargeBody {
  /** Hands on all of it, piece by piece, and closes it; a piece is its taker's until what was returned resolves. */
  sendTo(take: (piece: Buffer) => Promise<void>): Promise<void>;
  close(): void;
}

/** What became of a body that was to be stored. */
export type Written = 'stored' | 'exists';

/** Where entries are kept. An entry is written once, and what was said to be stored stays. */
export interface Store {
  /** The entry, or `undefined` where there is none or it was damaged; at once where nothing has to be waited for. */
  read(key: EntryKey): Promise<Entry | undefined> | Entry | undefined;
  /** Whether there is an entry; a body that would be the second need not be received. */
  has(key: EntryKey): Promise<boolean>;
  /**
   * Stores `size` bytes of `body`, all or nothing.
   * @throws StoreProblem
   */
  write(key: EntryKey, size: number, body: Readable): Promise<Written>;
  /** Ends what goes on in the background, and lets go of what is open. */
  close(): Promise<void>;
}

/** `BODY_CUT`: fewer bytes came than were announced. `STORAGE_FULL` and `STORAGE_FAILED`: nothing was stored. */
export type StoreProblemCode = 'BODY_CUT' | 'STORAGE_FULL' | 'STORAGE_FAILED';

export class StoreProblem extends Error {
  readonly code: StoreProblemCode;

  constructor(code: StoreProblemCode, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StoreProblem';
    this.code = code;
  }
}
