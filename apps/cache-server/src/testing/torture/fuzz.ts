import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { permissionsOf } from '../../access/scope.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import type { Random } from '../random.ts';
import type { Torture } from './torture.ts';

/** What hashes are made of that are none, and some that are. */
const PIECES = [
  '..',
  '%2e%2e',
  '..%2f',
  '%2F',
  '/',
  '\\',
  '%5c',
  '%00',
  '\u0000',
  '%c0%ae',
  'ä',
  '中',
  '\u202e',
  '?',
  '#',
  ';',
  '%',
  '.',
  '~',
  'trusted',
  'pr-7',
  'a',
  '0',
  '_',
  '-',
  'x'.repeat(127),
] as const;

const MAY_BE_HASH = /^[A-Za-z0-9_-]{1,128}$/;

/** Asks for and sends what has no hash for a name: nothing of it is stored, and nothing of this machine is read. */
export const fuzzHashes: Torture = async ({ count, random, folder, tell }) => {
  const token = await tokenFor(folder, permissionsOf.trusted);
  const server = await CacheProcess.start(folder);
  const before = tree(folder);
  const statuses: Record<string, number> = {};
  for (let round = 1; round <= count; round += 1) {
    const hash = hashOf(random);
    const method = random.of(['GET', 'PUT']);
    const said = await raw(server.address, requestFor(method, hash, token));
    const status = /^HTTP\/1\.1 (?<status>\d{3}) /.exec(said)?.groups?.['status'] ?? 'none';
    assert.match(status, /^40[0459]$/, `${method} ${JSON.stringify(hash)} was answered ${said}`);
    assert.ok(!said.includes('root:'), 'nothing of the machine is read');
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (round % 1000 === 0) tell(`asked for ${round} of ${count} names\n`);
  }
  assert.deepEqual(tree(folder), before, 'nothing was stored');
  assert.equal(await server.end('SIGTERM'), 0);
  const parts = Object.entries(statuses).map(([status, times]) => `${status}: ${times}`);
  return `${count} names that are no hashes: nothing stored, nothing read (${parts.join(', ')})`;
};

function hashOf(random: Random): string {
  for (;;) {
    const pieces = Array.from({ length: 1 + random.below(6) }, () => random.of(PIECES));
    const hash = pieces.join('');
    if (!MAY_BE_HASH.test(hash)) return hash;
  }
}

function requestFor(method: string, hash: string, token: string): Buffer {
  const body = method === 'PUT' ? 'Content-Length: 2\r\n\r\nab' : '\r\n';
  return Buffer.from(
    `${method} /v1/cache/${hash} HTTP/1.1\r\nHost: cache\r\nAuthorization: Bearer ${token}\r\n` +
      `Connection: close\r\n${body}`,
  );
}

/** What a server says to bytes that no client would send. */
async function raw(address: string, words: Buffer): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(words);
  return text(socket).catch(() => '');
}

function tree(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}
