import { describe, expect, test } from 'vitest';
import { SettingProblem, settingsIn } from './settings.ts';

const MIB = 1024 ** 2;

test('without any, entries lie in the folder of the workspace and nobody else is let in', () => {
  expect(settingsIn({}, '/srv')).toEqual({
    host: '127.0.0.1',
    port: 8002,
    revision: 'unknown',
    folder: '/srv/.modax/remote-cache',
    totalBytes: 20 * 1024 * MIB,
    untrustedBytes: 5 * 1024 * MIB,
    entryBytes: 2048 * MIB,
    ageMs: 30 * 24 * 60 * 60_000,
    verifiesReads: false,
    policyFile: undefined,
    tls: undefined,
    bucket: undefined,
  });
});

test('all of them come from variables', () => {
  const variables = {
    HOST: '0.0.0.0',
    PORT: '0',
    CACHE_FOLDER: '/data',
    CACHE_LIMIT_GIB: '4',
    CACHE_UNTRUSTED_PERCENT: '50',
    CACHE_ENTRY_LIMIT_MIB: '10',
    CACHE_AGE_DAYS: '1',
    CACHE_VERIFY: 'reading',
    CACHE_POLICY_FILE: 'policy.json',
    CACHE_TLS_CERTIFICATE: '/tls/certificate.pem',
    CACHE_TLS_KEY: '/tls/key.pem',
    MODAX_REVISION: '0123456789',
    CACHE_S3_BUCKET: 'modax-cache',
    CACHE_S3_PREFIX: 'nx/',
    CACHE_S3_ENDPOINT: 'https://s3.example.com',
    AWS_REGION: 'eu-central-1',
  };
  expect(settingsIn(variables, '/srv')).toEqual({
    host: '0.0.0.0',
    port: 0,
    revision: '0123456789',
    folder: '/data',
    totalBytes: 4096 * MIB,
    untrustedBytes: 2048 * MIB,
    entryBytes: 10 * MIB,
    ageMs: 24 * 60 * 60_000,
    verifiesReads: true,
    policyFile: '/srv/policy.json',
    tls: { certificate: '/tls/certificate.pem', key: '/tls/key.pem' },
    bucket: {
      name: 'modax-cache',
      prefix: 'nx/',
      endpoint: 'https://s3.example.com',
      region: 'eu-central-1',
    },
  });
});

describe('what is no setting is refused with its name', () => {
  test.each([
    [{ PORT: '65536' }, 'PORT'],
    [{ PORT: '80a' }, 'PORT'],
    [{ CACHE_LIMIT_GIB: '0' }, 'CACHE_LIMIT_GIB'],
    [{ CACHE_LIMIT_GIB: '-1' }, 'CACHE_LIMIT_GIB'],
    [{ CACHE_UNTRUSTED_PERCENT: '91' }, 'CACHE_UNTRUSTED_PERCENT'],
    [{ CACHE_VERIFY: 'never' }, 'CACHE_VERIFY'],
    [{ CACHE_TLS_KEY: 'key.pem' }, 'CACHE_TLS_CERTIFICATE'],
    [{ CACHE_S3_BUCKET: 'Bucket/..' }, 'CACHE_S3_BUCKET'],
    [{ CACHE_S3_BUCKET: 'cache', CACHE_S3_PREFIX: 'nx' }, 'CACHE_S3_PREFIX'],
    [{ CACHE_S3_BUCKET: 'cache', CACHE_S3_ENDPOINT: 's3.example.com' }, 'CACHE_S3_ENDPOINT'],
  ])('%j', (variables, name) => {
    expect(() => settingsIn(variables, '/')).toThrow(SettingProblem);
    expect(() => settingsIn(variables, '/')).toThrow(name);
  });
});
