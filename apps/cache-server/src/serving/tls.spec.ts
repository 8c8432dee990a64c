import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findOnPath } from '@modax/command';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { SettingProblem } from '../settings.ts';
import { RunningCache } from '../testing/running-cache.ts';
import { readTls } from './tls.ts';

const hasOpenSsl = findOnPath('openssl', process.env['PATH']) !== undefined;
if (!hasOpenSsl) console.warn('SKIPPED: TLS is not tested here, because there is no openssl');

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  if (!hasOpenSsl) return undefined;
  folder = mkdtempSync(join(tmpdir(), 'modax-tls-'));
  for (const name of ['own', 'other']) {
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
    ]);
    if (made.status !== 0) throw new Error(String(made.stderr));
  }
  return () => {
    rmSync(folder, { recursive: true });
  };
});

test.skipIf(!hasOpenSsl)('a server with a certificate of its own is asked over TLS', async () => {
  const tls = { certificate: file('own.pem'), key: file('own.key') };
  const cache = await RunningCache.start({}, { tls });
  onTestFinished(() => cache.stop());
  expect(cache.address).toMatch(/^https:/);
  const said = await new Promise<string>((resolve, reject) => {
    get(`${cache.address}/health`, { ca: readFileSync(file('own.pem')) }, (response) => {
      text(response).then(resolve, reject);
    }).once('error', reject);
  });
  expect(said).toBe('alive\n');
});

test.skipIf(!hasOpenSsl).each([
  ['own.pem', 'other.key'],
  ['own.key', 'own.pem'],
  ['missing.pem', 'own.key'],
])('%s and %s are refused', (certificate, key) => {
  expect(() => readTls({ certificate: file(certificate), key: file(key) })).toThrow(SettingProblem);
});
