import { describe, expect, it } from 'vitest';
import { foresee } from './foreseen.ts';

describe('a check that begins with the files that it will be given', () => {
  it('is made once when it is given those', async () => {
    const calls: (readonly string[])[] = [];
    const foreseen = foresee(['a.py', 'b.py'], (paths) => {
      calls.push(paths);
      return Promise.resolve(paths.length);
    });
    expect(calls).toEqual([['a.py', 'b.py']]);

    expect(await foreseen.check(['a.py', 'b.py'])).toBe(2);
    expect(calls).toHaveLength(1);
  });

  it('is made again for others, when what was begun has ended', async () => {
    const begun = Promise.withResolvers<string>();
    const calls: (readonly string[])[] = [];
    const foreseen = foresee(['a.py'], (paths) => {
      calls.push(paths);
      return calls.length === 1 ? begun.promise : Promise.resolve('of b');
    });
    const asked = foreseen.check(['b.py']);
    await Promise.resolve();
    expect(calls).toEqual([['a.py']]);

    begun.resolve('of a');
    expect(await asked).toBe('of b');
    expect(calls).toEqual([['a.py'], ['b.py']]);
  });

  it('begins with nothing when nothing is expected', async () => {
    const calls: (readonly string[])[] = [];
    const foreseen = foresee([], (paths) => {
      calls.push(paths);
      return Promise.resolve('done');
    });
    await foreseen.ended;
    expect(calls).toEqual([]);
    expect(await foreseen.check(['a.py'])).toBe('done');
  });

  it('fails where its result is taken, and nowhere else', async () => {
    const foreseen = foresee(['a.py'], () => Promise.reject(new Error('no disk')));
    await expect(foreseen.ended).resolves.toBeDefined();
    await expect(foreseen.check(['a.py'])).rejects.toThrow('no disk');
  });
});
