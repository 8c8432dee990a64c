import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { renderSuite } from '../report/table.ts';
import { fixedRateSuite } from './fixed-rate-suite.ts';
import { ninetyNinthOfHundred, waitsAtFixedRate } from './fixed-rate.ts';
import type { CacheServer } from './server.ts';

test.each([
  [1, 1],
  [99, 99],
  [100, 99],
  [101, 100],
  [200, 198],
])(
  'of %d waits, in whatever order they came, the one in which 99 of 100 end is %d',
  (length, wait) => {
    const waits = Array.from({ length }, (_, at) => length - at);
    expect(ninetyNinthOfHundred(waits)).toBe(wait);
  },
);

const serverOf = (id: string): CacheServer => ({
  id,
  title: id,
  port: 1,
  address: '',
  pid: 1,
  pathOf: (name) => `/${name}`,
  authorization: '',
  stop: () => Promise.resolve(),
});

/** A hundred waits of each server a round: all of a millisecond, but that `ours` stops for a tenth of its second round. */
async function withStall() {
  let asked = 0;
  const told: string[] = [];
  const waitsOf = ({ id }: CacheServer, path: string) => {
    expect(path).toBe('/4096-0');
    if (id === 'ours') asked += 1;
    const stalled = id === 'ours' && asked === 2 ? 10 : 0;
    return Promise.resolve(Array.from({ length: 100 }, (_, at) => (at < stalled ? 800 : 1)));
  };
  const tell = (text: string) => told.push(text);
  const suite = await fixedRateSuite({ tell }, ['nginx', 'ours'].map(serverOf), 5, waitsOf);
  return { suite, told };
}

test('a server that stops in one round of many is slow, whatever the others say', async () => {
  const { suite, told } = await withStall();
  expect(renderSuite(suite)).toContain('(pooled over 5 rounds)');
  const [nginx, ours] = suite.rows;
  expect(nginx).toMatchObject({ cost: { wallSeconds: 0.001 }, wallRatio: 1 });
  // Of 500 waits ten are a stall: more than one of a hundred.
  expect(ours).toMatchObject({
    cost: { wallSeconds: 0.8, cpuSeconds: 0.001 },
    wallRatio: 800,
    isReached: false,
  });
  expect(told.filter((text) => text.includes('ours: 800.00 ms'))).toHaveLength(1);
});

test('each round has its own figure in the report', async () => {
  const { suite } = await withStall();
  const seconds = suite.rows.map(({ rounds }) => rounds.map(({ wallSeconds }) => wallSeconds));
  expect(seconds).toEqual([
    [0.001, 0.001, 0.001, 0.001, 0.001],
    [0.001, 0.8, 0.001, 0.001, 0.001],
  ]);
});

test('every request of two seconds is waited for', async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const waits = await waitsAtFixedRate({ ...serverOf('any'), address }, '/entry');
  expect(waits).toHaveLength(1000);
  expect(waits.every((wait) => wait > 0)).toBe(true);
  expect(paths).toEqual(waits.map(() => '/entry'));
});
