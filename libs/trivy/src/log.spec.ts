import { expect, test } from 'vitest';
import { complaints } from './log.ts';

const time = '2026-11-23T15:33:17Z';

test('an error, and a warning that something failed, are complaints', () => {
  const log = [
    `${time}\tINFO\t[secret] Secret scanning is enabled`,
    `${time}\tWARN\t[dockerfile scanner] Failed to parse file\tfile_path="Dockerfile"`,
    `${time}\tWARN\t[pip] Unable to find Python site-packages`,
    `${time}\tFATAL\tunable to initialize a scanner`,
  ].join('\n');
  expect(complaints(log)).toEqual([
    '[dockerfile scanner] Failed to parse file\tfile_path="Dockerfile"',
    'unable to initialize a scanner',
  ]);
});

test.each([
  'This OS version is not on the EOL list\tfamily="debian" version="bookworm/sid"',
  'This OS version is no longer supported by the distribution\tfamily="debian" version="8.11"',
  'The vulnerability detection may be insufficient because security updates are not provided',
])('so is that nobody knows the vulnerabilities of a system: %s', (text) => {
  expect(complaints(`${time}\tWARN\t${text}\n`)).toEqual([text]);
});

test('that the built-in checks are used is none', () => {
  expect(complaints(`${time}\tERROR\t[misconfig] Falling back to embedded checks\n`)).toEqual([]);
});
