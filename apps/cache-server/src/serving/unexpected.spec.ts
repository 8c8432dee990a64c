import { expect, onTestFinished, test } from 'vitest';
import { CacheServer } from './cache-server.ts';
import { Load } from './load.ts';
import { Metrics } from './metrics.ts';

test('what nobody expected ends one request, is told, and keeps no other from its answer', async () => {
  const reported: unknown[] = [];
  const never = () => Promise.reject(new Error('nobody asks the store'));
  const server = new CacheServer({
    access: () => {
      throw new Error('unexpected');
    },
    store: { read: never, has: never, write: never, close: () => Promise.resolve() },
    load: new Load({ requests: 1, requestsOfToken: 1 }),
    metrics: new Metrics({ held: undefined, requests: () => 0 }),
    jobTokens: undefined,
    tls: undefined,
    identity: { version: '0', revision: 'unknown' },
    entryBytes: 1,
    patience: { graceMs: 1000, slowestRate: 1 },
    observe: () => undefined,
    monotonic: () => 0,
    report: (error) => reported.push(error),
  });
  const { port } = await server.listen('127.0.0.1', 0);
  onTestFinished(() => server.drain(0));
  await expect(fetch(`http://127.0.0.1:${port}/v1/cache/1`)).rejects.toThrow('fetch failed');
  expect(reported).toEqual([new Error('unexpected')]);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});
