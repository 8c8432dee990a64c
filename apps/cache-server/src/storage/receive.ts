import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { StoreProblem } from './store.ts';

/**
 * Hands on a body as it comes, no faster than it is taken. It is heard to its end even when it is not taken any more:
 * who sends it can be answered then.
 * @returns CRC-32 of the body
 * @throws StoreProblem `BODY_CUT` when it does not have as many bytes as were announced; what `take` threw
 */
export async function receive(
  body: Readable,
  size: number,
  take: (chunk: Buffer) => Promise<void>,
): Promise<number> {
  let checksum = 0;
  let received = 0;
  let failure: { readonly error: unknown } | undefined;
  for await (const chunk of sentBy(body)) {
    received += chunk.length;
    if (failure !== undefined || received > size) continue;
    checksum = crc32(chunk, checksum);
    try {
      await take(chunk);
    } catch (error) {
      failure = { error };
    }
  }
  if (failure !== undefined) throw failure.error;
  if (received !== size) {
    throw new StoreProblem('BODY_CUT', `${received} of ${size} bytes came`);
  }
  return checksum;
}

async function* sentBy(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw new StoreProblem('BODY_CUT', error);
  }
}
