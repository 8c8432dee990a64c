import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { permissionsOf } from '../access/scope.ts';
import { revokeToken } from '../administration/tokens.ts';
import { tokenFileIn } from '../serve.ts';
import { RunningCache } from '../testing/running-cache.ts';
import { bytesOf } from '../testing/store-contract.ts';

const HASH = '11122233344455566677';

const HOLDERS = {
  main: permissionsOf.trusted,
  reader: permissionsOf.reader,
  release: permissionsOf.blind,
  pull: permissionsOf.pullRequest(7),
  other: permissionsOf.pullRequest(8),
};

let cache: RunningCache<keyof typeof HOLDERS>;
beforeEach(async () => {
  cache = await RunningCache.start(HOLDERS, { entryBytes: 8 * 1024 * 1024 });
});
afterEach(() => cache.stop());

/** What a server says to bytes that no client of ours would send. */
async function raw(words: string): Promise<string> {
  const { hostname, port } = new URL(cache.address);
  const socket = connect(Number(port), hostname);
  socket.write(words);
  return text(socket);
}

const requestOf = (token: string, hash: string) =>
  `GET /v1/cache/${hash} HTTP/1.1\r\nHost: cache\r\nAuthorization: Bearer ${token}\r\n\r\n`;

describe('an entry', () => {
  test.each([1, 4096, 300_000, 8 * 1024 * 1024])('of %i bytes comes back whole', async (size) => {
    const { main } = cache.tokens;
    const bytes = bytesOf(size);
    expect((await cache.ask(main, HASH)).status).toBe(404);
    expect((await cache.ask(main, HASH, bytes)).status).toBe(200);
    for (let times = 0; times < 2; times += 1) {
      const response = await cache.ask(main, HASH);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(response.headers.get('content-length')).toBe(String(size));
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });

  test('is written once', async () => {
    const { main } = cache.tokens;
    expect((await cache.ask(main, HASH, bytesOf(100, 1))).status).toBe(200);
    expect((await cache.ask(main, HASH, bytesOf(100, 2))).status).toBe(409);
    const response = await cache.ask(main, HASH);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytesOf(100, 1));
  });
});

test('what is read into the same memory one after another is sent as it was written', async () => {
  const comparing = await RunningCache.start(HOLDERS, { verifiesReads: true });
  onTestFinished(() => comparing.stop());
  const { main } = comparing.tokens;
  const bodies = [1, 2, 3].map((seed) => bytesOf(200_000 + seed, seed));
  for (const [n, body] of bodies.entries()) {
    expect((await comparing.ask(main, `${HASH}${n}`, body)).status).toBe(200);
  }
  // More than the system takes before anybody reads, and then somebody who goes away.
  const asked = Array.from({ length: 60 }, (_, n) => n % bodies.length);
  const requests = asked.map((n) => requestOf(main, `${HASH}${n}`));
  const gone = connect(Number(new URL(comparing.address).port), '127.0.0.1');
  gone.write(requests.join(''));
  gone.once('data', () => gone.destroy());
  let rest = await answersTo([
    ...requests,
    'GET /health HTTP/1.1\r\nHost: cache\r\nConnection: close\r\n\r\n',
  ]);
  for (const n of asked) {
    const at = rest.indexOf('\r\n\r\n') + 4;
    const body = bodies[n] ?? Buffer.alloc(0);
    expect(rest.subarray(at, at + body.length).equals(body)).toBe(true);
    rest = rest.subarray(at + body.length);
  }

  async function answersTo(words: readonly string[]): Promise<Buffer> {
    const socket = connect(Number(new URL(comparing.address).port), '127.0.0.1');
    socket.write(words.join(''));
    return buffer(socket);
  }
});

describe('a pull request', () => {
  test('reads what main has built, and its own first, and main reads nothing of it', async () => {
    const { main, pull, other } = cache.tokens;
    expect((await cache.ask(pull, HASH, Buffer.from('of the pull request'))).status).toBe(200);
    expect((await cache.ask(main, HASH)).status).toBe(404);
    expect((await cache.ask(other, HASH)).status).toBe(404);
    expect(await (await cache.ask(pull, HASH)).text()).toBe('of the pull request');
    expect((await cache.ask(main, HASH, Buffer.from('of main'))).status).toBe(200);
    expect(await (await cache.ask(main, HASH)).text()).toBe('of main');
    expect(await (await cache.ask(other, HASH)).text()).toBe('of main');
    expect(await (await cache.ask(pull, HASH)).text()).toBe('of the pull request');
  });
});

describe('what a token may not do', () => {
  test('a reader stores nothing, and is told the same whether there is an entry or not', async () => {
    const { main, reader } = cache.tokens;
    const before = await cache.ask(reader, HASH, bytesOf(10));
    expect([before.status, await before.text()]).toEqual([403, 'this token stores nothing']);
    expect((await cache.ask(main, HASH)).status).toBe(404);
    await cache.ask(main, HASH, bytesOf(10));
    const after = await cache.ask(reader, HASH, bytesOf(10));
    expect([after.status, await after.text()]).toEqual([403, 'this token stores nothing']);
    expect((await cache.ask(reader, HASH)).status).toBe(200);
  });

  test('a release that is to read nothing finds nothing, and stores', async () => {
    const { main, release } = cache.tokens;
    await cache.ask(main, HASH, bytesOf(10));
    expect((await cache.ask(release, HASH)).status).toBe(404);
    expect((await cache.ask(release, '7', bytesOf(10))).status).toBe(200);
    expect((await cache.ask(main, '7')).status).toBe(200);
  });

  test('one that nobody knows is told so, in words that the client shows', async () => {
    for (const body of [undefined, bytesOf(10)]) {
      const response = await cache.ask('modax_else', HASH, body);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('text/plain');
      expect(await response.text()).toContain('does not know the token');
    }
    expect(cache.logged.join('')).not.toContain('modax_else');
  });

  test('one that was revoked finds and stores nothing, and its build goes on', async () => {
    const { main } = cache.tokens;
    await cache.ask(main, HASH, bytesOf(10));
    await revokeToken(tokenFileIn(cache.settings), main.split('_')[1] ?? '', Date.now());
    await expect
      .poll(async () => (await cache.ask(main, HASH)).status, { timeout: 60_000 })
      .toBe(404);
    expect((await cache.ask(main, '7', bytesOf(10))).status).toBe(403);
  });
});

describe('what is not an entry', () => {
  test.each([
    '..%2f..%2fetc%2fpasswd',
    '%00',
    'a%2fb',
    'ä',
    'a b',
    'a'.repeat(129),
    '.',
    '..',
    'a.b',
    'a?scope=trusted',
    'a/b',
    '',
  ])('%s names nothing', async (hash) => {
    const { main } = cache.tokens;
    const request = `/v1/cache/${Buffer.from(hash).toString('latin1')}`;
    const head = `Host: cache\r\nAuthorization: Bearer ${main}\r\nConnection: close\r\n`;
    for (const [method, more] of [
      ['GET', '\r\n'],
      ['PUT', 'Content-Length: 2\r\n\r\nab'],
    ]) {
      const said = await raw(`${method} ${request} HTTP/1.1\r\n${head}${more}`);
      expect(said).toMatch(/^HTTP\/1\.1 40[045] /);
    }
    expect(await (await fetch(`${cache.address}/metrics`)).text()).toContain(
      'modax_cache_entries 0',
    );
  });

  test('a body larger than an entry may be is not stored, and the build goes on', async () => {
    const { main } = cache.tokens;
    const response = await cache.ask(main, HASH, bytesOf(8 * 1024 * 1024 + 1));
    expect([response.status, await response.text()]).toEqual([
      403,
      'this entry is larger than this cache takes',
    ]);
    expect((await cache.ask(main, HASH)).status).toBe(404);
  });

  test('a body without a length, with two, or shorter than it says is not stored', async () => {
    const { main } = cache.tokens;
    const head = `PUT /v1/cache/${HASH} HTTP/1.1\r\nHost: cache\r\nAuthorization: Bearer ${main}\r\n`;
    const chunked = 'Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n';
    expect(await raw(`${head}${chunked}`)).toMatch(/^HTTP\/1\.1 403 /);
    const two = 'Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc';
    expect(await raw(`${head}${two}`)).toMatch(/^HTTP\/1\.1 400 /);
    const both = 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await raw(`${head}${both}`)).toMatch(/^HTTP\/1\.1 400 /);
    const { hostname, port } = new URL(cache.address);
    const socket = connect(Number(port), hostname);
    socket.write(`${head}Content-Length: 100\r\n\r\nhalf`);
    socket.end();
    await text(socket);
    expect((await cache.ask(main, HASH)).status).toBe(404);
  });
});

describe('for who operates it', () => {
  test('it says that it lives, is ready, and what it did', async () => {
    const { main } = cache.tokens;
    expect(await (await fetch(`${cache.address}/health`)).text()).toBe('alive\n');
    expect((await fetch(`${cache.address}/ready`)).status).toBe(200);
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    const status = await fetch(`${cache.address}/status`);
    expect(status.status).toBe(200);
    expect(await status.json()).toMatchObject({ status: 'ok', version, revision: 'unknown' });
    await cache.ask(main, HASH, bytesOf(1000));
    await cache.ask(main, HASH);
    await cache.ask('else', HASH);
    const metrics = await (await fetch(`${cache.address}/metrics`)).text();
    for (const line of [
      'modax_cache_reads_total{result="hit"} 1',
      'modax_cache_writes_total{result="stored"} 1',
      'modax_cache_bytes_total{direction="sent"} 1000',
      'modax_cache_entries 1',
      'modax_cache_stored_bytes 1024',
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
    expect(metrics).toMatch(/modax_cache_refused_total\{reason="unknown_token"\} \d+/);
  });

  test('nothing else is answered', async () => {
    expect((await fetch(`${cache.address}/`)).status).toBe(404);
    expect((await fetch(`${cache.address}/v1/cache/${HASH}`, { method: 'DELETE' })).status).toBe(
      405,
    );
    expect((await fetch(`${cache.address}/metrics`, { method: 'POST' })).status).toBe(404);
  });
});
