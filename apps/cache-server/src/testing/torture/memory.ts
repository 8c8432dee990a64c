import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { permissionsOf } from '../../access/scope.ts';
import { bytesOf } from '../store-contract.ts';
import { send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import { CannotHere, type Torture } from './torture.ts';

const MIB = 2 ** 20;
/** So much more than when it did nothing a server may hold, however large an entry is. */
const MOST = 48 * MIB;

/** Sends one entry of so many MiB and asks for it: the server holds little of it at any time. */
export const sendMuch: Torture = async ({ count, folder }) => {
  if (process.platform !== 'linux') throw new CannotHere('only Linux tells how much memory it was');
  const token = await tokenFor(folder, permissionsOf.trusted);
  const server = await CacheProcess.start(folder);
  try {
    await send(server.address, token, '1', bytesOf(100));
    const idle = server.memory().now;
    const entry = { url: `${server.address}/v1/cache/2`, token, mebibytes: count };
    assert.equal(await statusOfPut(entry), 200);
    const put = server.memory().most - idle;
    assert.equal(await sizeOfGet(entry), count * MIB);
    const get = server.memory().most - idle;
    const seen = `an entry of ${count} MiB: at most ${mebibytes(put)} more than at rest in its PUT, ${mebibytes(get)} in its GET`;
    assert.ok(Math.max(put, get) < MOST, seen);
    return seen;
  } finally {
    await server.end('SIGTERM');
  }
};

interface Entry {
  readonly url: string;
  readonly token: string;
  readonly mebibytes: number;
}

async function statusOfPut({ url, token, mebibytes: count }: Entry): Promise<number | undefined> {
  const sending = request(url, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Length': count * MIB },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const part = bytesOf(MIB);
  for (let sent = 0; sent < count; sent += 1) {
    if (!sending.write(part)) await Promise.race([once(sending, 'drain'), answered]);
  }
  sending.end();
  const [response] = await answered;
  response.resume();
  return response.statusCode;
}

async function sizeOfGet({ url, token }: Entry): Promise<number> {
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  let size = 0;
  for await (const part of response.body ?? []) size += (part as Uint8Array).length;
  return size;
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}
