import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

const all = async <Result>(results: AsyncGenerator<Result>): Promise<Result[]> => {
  const known: Result[] = [];
  for await (const result of results) known.push(result);
  return known;
};

test('everything is done once, in as many slots as were given, each with one piece at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (scheduler, count, parallelism) => {
        const busy = new Set<number>();
        const work = Array.from({ length: count }, (_, index) => async (slot: number) => {
          expect(slot).toBeLessThan(parallelism);
          expect(busy.has(slot)).toBe(false);
          busy.add(slot);
          await scheduler.schedule(Promise.resolve());
          busy.delete(slot);
          return index;
        });
        const results = await scheduler.waitFor(all(inParallel(work, parallelism)));
        expect(results.sort((left, right) => left - right)).toEqual(work.map((_, index) => index));
      },
    ),
  );
});

test('work is begun in the order given', async () => {
  const begun: number[] = [];
  const work = [0, 1, 2, 3].map((index) => () => {
    begun.push(index);
    return Promise.resolve(index);
  });
  await all(inParallel(work, 2));
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('an error is thrown when what runs beside it has ended', async () => {
  const ended: string[] = [];
  const slow = Promise.withResolvers<undefined>();
  const work = [
    () => Promise.reject(new Error('broken')),
    async () => {
      await slow.promise;
      ended.push('slow');
    },
  ];
  const run = all(inParallel(work, 2));
  slow.resolve(undefined);
  await expect(run).rejects.toThrow('broken');
  expect(ended).toEqual(['slow']);
});
