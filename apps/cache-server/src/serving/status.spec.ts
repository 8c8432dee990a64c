import { expect, test } from 'vitest';
import { statusAnswer } from './status.ts';

const identity = { version: '1.2.3', revision: '0123456789abcdef0123456789abcdef01234567' };

test('a server says who it is, and for how long', () => {
  const { code, body } = statusAnswer(identity, { isDraining: false, uptimeMs: 1234.5678 });
  expect(code).toBe(200);
  expect(JSON.parse(body)).toEqual({
    status: 'ok',
    service: 'cache-server',
    ...identity,
    uptime_seconds: 1.235,
  });
});

test('one that takes no new requests is not to be asked', () => {
  const { code, body } = statusAnswer(identity, { isDraining: true, uptimeMs: 0 });
  expect(code).toBe(503);
  expect(JSON.parse(body)).toMatchObject({ status: 'unavailable' });
});
