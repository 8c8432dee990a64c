/** Up to here a body is read and checked at once: less time than it takes to come back to it. */
export const AT_ONCE_BYTES = 256 * 1024;
/** Up to here new memory costs nothing. */
const SMALL_BYTES = 16 * 1024;
/** As many buffers wait for the next body. */
const KEPT = 32;
const kept: Buffer[] = [];

/**
 * Memory for what is read at once, used again: new memory for each body costs more than reading it. Whoever takes
 * a buffer gives it back when nobody can be at it any more, and leaves it to the collector where that is not sure.
 */
export function takeSpare(size = AT_ONCE_BYTES): Buffer {
  if (size <= SMALL_BYTES) return Buffer.allocUnsafe(size);
  return kept.pop() ?? Buffer.allocUnsafeSlow(AT_ONCE_BYTES);
}

export function giveBack(buffer: Buffer): void {
  if (buffer.length === AT_ONCE_BYTES && kept.length < KEPT) kept.push(buffer);
}
