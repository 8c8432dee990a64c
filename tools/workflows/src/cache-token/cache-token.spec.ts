import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cacheToken } from './cache-token.ts';

interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** A server on a free port that answers as it is told, and notes what it was asked. */
async function server(answer: (request: IncomingMessage) => Answer): Promise<{
  readonly address: string;
  readonly asked: string[];
}> {
  const asked: string[] = [];
  const listening = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const { status = 200, body } = answer(request);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const { port } = listening.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, asked };
}

const identity = (): Answer => ({ body: '{"value": "header.claims.signature"}' });

describe('A job and the remote cache', () => {
  it('is given a token for who it is', async () => {
    const github = await server(identity);
    const cache = await server(() => ({ body: '{"token": "modax_abc-1"}' }));
    const given = await cacheToken({
      server: `${cache.address}/behind/a/proxy/`,
      requestUrl: `${github.address}/identity?api-version=2.0`,
      requestToken: 'of-the-job',
    });
    expect(given).toEqual({ token: 'modax_abc-1' });
    expect(github.asked).toEqual([
      'GET /identity?api-version=2.0&audience=modax-cache Bearer of-the-job',
    ]);
    expect(cache.asked).toEqual(['POST /behind/a/proxy/v1/token Bearer header.claims.signature']);
  });

  it('goes without one where there is no cache, or no identity, and asks nobody', async () => {
    const refuse = (): Promise<Response> => Promise.reject(new Error('somebody was asked'));
    const nobody = { requestUrl: undefined, requestToken: undefined };
    expect(await cacheToken({ server: '', ...nobody }, refuse)).toEqual({
      without: 'there is no remote cache',
    });
    expect(await cacheToken({ server: 'http://127.0.0.1:1', ...nobody }, refuse)).toEqual({
      without: 'this job has no identity, as a pull request from a fork has none',
    });
  });

  it.each([
    ['refuses it', { status: 403, body: '{"error": "no"}' }, /answered 403/],
    ['answers something else', { body: 'hello' }, /answered without a token/],
    ['answers what would begin a line of its own', { body: '{"token": "a\\nb=c"}' }, /without a/],
  ] as const)('goes without one where the cache %s', async (_, answer, why) => {
    const github = await server(identity);
    const cache = await server(() => answer);
    const given = await cacheToken({
      server: cache.address,
      requestUrl: github.address,
      requestToken: 'of-the-job',
    });
    expect(given).toEqual({ without: expect.stringMatching(why) as string });
  });

  it('goes without one where the cache is no address', async () => {
    const github = await server(identity);
    const given = await cacheToken({
      server: 'the cache',
      requestUrl: github.address,
      requestToken: 'of-the-job',
    });
    expect(given).toHaveProperty('without');
  });
});
