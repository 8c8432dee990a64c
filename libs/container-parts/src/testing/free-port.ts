import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux gives to whoever asks for any: between choice and use nobody is given one of these. */
const FIRST = 20_000;
const BLOCK = 64;
const BLOCKS = 187;
let asked = 0;

/**
 * A port of 127.0.0.1 on which nothing listens, for a program that cannot choose one itself. Each process has a block
 * of its own, from which it takes one after another.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (process.pid % BLOCKS) * BLOCK + (asked % BLOCK);
    asked += 1;
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      // Somebody listens there.
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
