import { expect, test } from 'vitest';
import { cleanEnvironment } from './environment.ts';

test('additions are laid over the base', () => {
  expect(cleanEnvironment({ PATH: '/bin', LANG: 'C' }, { LANG: 'C.UTF-8', NO_COLOR: '1' })).toEqual(
    {
      PATH: '/bin',
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
    },
  );
});

test('nothing undefined is left, and an undefined addition takes a variable out', () => {
  const base = { PATH: '/bin', EMPTY: '', GONE: undefined, PYTHONPATH: '/elsewhere' };
  expect(cleanEnvironment(base, { PYTHONPATH: undefined })).toEqual({ PATH: '/bin', EMPTY: '' });
});
