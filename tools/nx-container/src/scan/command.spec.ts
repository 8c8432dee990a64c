import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { materialsCall, scanCall } from './command.ts';

const place = {
  trivy: '/usr/bin/trivy',
  database: '/cache/trivy',
  scratch: '/scratch',
  variables: ['PATH', 'TRIVY_QUIET', 'TRIVY_SERVER'],
};
const secretConfiguration = `${import.meta.dirname}/secret-configuration.yaml`;
const always = [
  '--no-progress',
  '--skip-db-update',
  '--offline-scan',
  '--cache-dir=/cache/trivy',
  '--cache-backend=memory',
  '--skip-check-update',
  '--skip-version-check',
  '--disable-telemetry',
];
const input = ['--input=layout', `--secret-config=${secretConfiguration}`, '--timeout=60s'];

test('the scan', () => {
  expect(scanCall(place, 60_000)).toMatchObject({
    program: '/usr/bin/trivy',
    arguments: [
      'image',
      ...input,
      '--scanners=vuln,secret',
      '--image-config-scanners=misconfig,secret',
      '--list-all-pkgs',
      '--format=json',
      '--output=/scratch/scan.json',
      ...always,
    ],
    cwd: '/scratch',
    environment: { TRIVY_QUIET: undefined, TRIVY_SERVER: undefined },
    exitCodes: [0],
  });
});

test('the bill of materials', () => {
  expect(materialsCall(place, 60_000).arguments).toEqual([
    'image',
    ...input,
    '--format=cyclonedx',
    '--output=/scratch/materials.cdx.json',
    ...always,
  ]);
});

test('no variable of Trivy is left, and no other is taken away', () => {
  expect(Object.keys(scanCall(place, 1000).environment ?? {})).toEqual([
    'TRIVY_QUIET',
    'TRIVY_SERVER',
  ]);
});

test('the configuration of the secret scanner is there: Trivy would go on without it', () => {
  expect(existsSync(secretConfiguration)).toBe(true);
});
