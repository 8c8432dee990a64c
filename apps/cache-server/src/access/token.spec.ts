import { expect, test } from 'vitest';
import { isSecretOf, newToken, shownToken } from './token.ts';

test('a token is shown by its text, and known by a hash of its secret', () => {
  const made = newToken((count) => Buffer.alloc(count, 7));
  expect(made.text).toBe(`modax_070707070707_${Buffer.alloc(32, 7).toString('base64url')}`);
  const shown = shownToken(`Bearer ${made.text}`);
  expect(shown?.id).toBe(made.id);
  const record = {
    ...made,
    name: 'a test',
    permissions: { write: undefined, read: [] },
    createdAt: '2026-11-26T00:00:00Z',
  };
  expect(isSecretOf(shown?.secret ?? '', record)).toBe(true);
  expect(isSecretOf('another', record)).toBe(false);
  expect(made.secretHash).not.toContain(shown?.secret);
});

test('no two are alike', () => {
  expect(newToken().text).not.toBe(newToken().text);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer token',
  'Basic bW9kYXg=',
  `Bearer modax_070707070707_${'a'.repeat(42)}`,
  `Bearer modax_0707_${'a'.repeat(43)}`,
  `Bearer modax_070707070707_${'a'.repeat(43)} more`,
  `Bearer ${'a'.repeat(10_000)}`,
])('%s shows no token', (authorization) => {
  expect(shownToken(authorization)).toBeUndefined();
});
