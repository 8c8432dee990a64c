import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt, send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { bytesOf } from '../store-contract.ts';
import type { Torture } from './torture.ts';

const IDLE = 1000;

/**
 * Holds a thousand connections on which nothing comes, and as many as asked for on which headers or bodies come
 * a byte at a time: others are served as if nobody were there, and the slow ones are hung up on.
 */
export const sendSlowly: Torture = async ({ count, folder, tell }) => {
  const token = await tokenFor(folder, permissionsOf.trusted);
  const server = await CacheProcess.start(folder);
  const sockets: Socket[] = [];
  const open = async (): Promise<Socket> => {
    const { hostname, port } = new URL(server.address);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    // Hung up on in the midst of what it sends.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  try {
    for (let place = 0; place < IDLE; place += 1) await open();
    const head = `PUT /v1/cache/slow HTTP/1.1\r\nHost: cache\r\nAuthorization: Bearer ${token}\r\n`;
    const closed: Promise<unknown>[] = [];
    for (let place = 0; place < count; place += 1) {
      const socket = await open();
      socket.resume();
      socket.write(place % 2 === 0 ? 'GET /v1/cache/slow HT' : `${head}Content-Length: 9\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 5000);
      closed.push(
        new Promise<void>((resolve) => {
          socket.once('close', () => {
            clearInterval(drip);
            resolve();
          });
        }),
      );
    }
    tell(`${IDLE} connections are idle, ${count} are slow\n`);
    for (let round = 0; round < 200; round += 1) {
      const body = bytesOf(50_000, round);
      assert.equal(await send(server.address, token, `quick-${round}`, body), 200);
      assert.ok((await bodyAt(server.address, token, `quick-${round}`))?.equals(body));
    }
    tell('the slow ones are waited for, half a minute\n');
    await Promise.all(closed);
    assert.equal(await bodyAt(server.address, token, 'slow'), undefined);
    return `${IDLE} idle and ${count} slow connections: 200 entries stored and read beside them, the slow ones hung up on`;
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.end('SIGTERM');
  }
};
