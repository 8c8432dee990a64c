import { expect, test } from 'vitest';
import type { EntryKey } from '../store.ts';
import { scrub } from './scrub.ts';

const keys: EntryKey[] = ['1', '2', '3', '4'].map((hash) => ({ scope: 'trusted', hash }));
const [, gone, unreadable] = keys;

test('all entries are read, round after round, at the pace that was asked for', async () => {
  const checked: string[] = [];
  const waits: number[] = [];
  const reported: unknown[] = [];
  const stop = new AbortController();
  let time = 0;
  const store = {
    index: {
      keys: () => keys,
      get: (key: EntryKey) => (key === gone ? undefined : { size: 500, usedAt: 0 }),
    },
    check: (key: EntryKey) => {
      checked.push(key.hash);
      return key === unreadable ? Promise.reject(new Error('EIO')) : Promise.resolve();
    },
  };
  await scrub(
    store,
    {
      bytesPerSecond: 1000,
      roundMs: 10_000,
      now: () => time,
      wait: (milliseconds) => {
        waits.push(milliseconds);
        time += milliseconds;
        if (waits.length === 6) stop.abort();
        return Promise.resolve();
      },
    },
    stop.signal,
    (error) => reported.push(error),
  );
  expect(checked).toEqual(['1', '3', '4', '1', '3']);
  expect(waits).toEqual([500, 500, 500, 8500, 500, 500]);
  expect(reported).toHaveLength(2);
});
