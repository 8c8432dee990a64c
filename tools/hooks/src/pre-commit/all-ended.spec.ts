import { expect, it } from 'vitest';
import { allEnded } from './all-ended.ts';

it('gives what all give, in their order', async () => {
  expect(await allEnded([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
});

it('fails when all have ended, not when the first has failed', async () => {
  const slow = Promise.withResolvers<string>();
  let failed = false;
  const works = allEnded([Promise.reject(new Error('no disk')), slow.promise]).catch(
    (error: unknown) => {
      failed = true;
      return error;
    },
  );
  await Promise.resolve();
  expect(failed).toBe(false);
  slow.resolve('late');
  expect(await works).toMatchObject({ message: 'no disk' });
});
