import { describe, expect, test } from 'vitest';
import { signingKeyOf } from './signing-key.ts';

describe('the signing key', () => {
  test('is two variables; its password may be empty', () => {
    for (const password of ['hunter2', '']) {
      expect(signingKeyOf({ COSIGN_PRIVATE_KEY: 'PEM', COSIGN_PASSWORD: password })).toEqual({
        key: 'PEM',
        password,
      });
    }
  });

  test('is none, and then nothing is signed', () => {
    expect(signingKeyOf({})).toBeUndefined();
    // A secret that GitHub does not have is an empty text.
    expect(signingKeyOf({ COSIGN_PRIVATE_KEY: '', COSIGN_PASSWORD: '' })).toBeUndefined();
  });

  test.each([
    [{ COSIGN_PRIVATE_KEY: 'hunter2' }, 'COSIGN_PASSWORD is not set'],
    [{ COSIGN_PASSWORD: 'hunter2' }, 'COSIGN_PRIVATE_KEY is not set'],
    [{ COSIGN_PRIVATE_KEY: '', COSIGN_PASSWORD: 'hunter2' }, 'COSIGN_PRIVATE_KEY is not set'],
  ])('is never half', (variables, message) => {
    const problem = signingKeyOf(variables);
    expect(problem).toMatchObject({
      code: 'SIGNING_KEY_INCOMPLETE',
      message: expect.stringContaining(message) as string,
    });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});
