import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { trivyCalls } from './command.ts';

const secretConfiguration = `${import.meta.dirname}/secret-configuration.yaml`;
const packages = [{ name: 'requests', version: '2.19.0' }];
const database = '/home/someone/.cache/trivy';

const afterScanners = (name: string, target: string) => [
  '--cache-backend',
  'memory',
  '--skip-check-update',
  '--skip-version-check',
  '--disable-telemetry',
  '--secret-config',
  secretConfiguration,
  '--skip-dirs',
  '**/.venv,**/node_modules',
  '--format',
  'json',
  '--output',
  `/scratch/${name}.json`,
  target,
];

const shared = (name: string) => ({
  name,
  program: 'trivy',
  cwd: '/scratch',
  exitCodes: [0],
  writes: { report: `/scratch/${name}.json` },
});

describe('without a vulnerability database', () => {
  test('the files are searched for secrets and misconfiguration', () => {
    expect(trivyCalls({}, contextOf({ lockedPackages: packages }))).toEqual([
      {
        ...shared('files'),
        arguments: [
          'filesystem',
          '--no-progress',
          '--scanners',
          'secret,misconfig',
          ...afterScanners('files', '/workspace/apps/pump'),
        ],
      },
    ]);
  });
});

describe('with a vulnerability database', () => {
  const lookedUp = ['--skip-db-update', '--offline-scan', '--cache-dir', database];
  const files = {
    ...shared('files'),
    arguments: [
      'filesystem',
      '--no-progress',
      '--scanners',
      'secret,misconfig,vuln',
      ...lookedUp,
      ...afterScanners('files', '/workspace/apps/pump'),
    ],
  };

  test('the files and the locked packages are looked up in it, and nothing is fetched', () => {
    const context = contextOf({ lockedPackages: packages, resources: { database } });
    expect(trivyCalls({}, context)).toEqual([
      files,
      {
        ...shared('packages'),
        arguments: [
          'filesystem',
          '--no-progress',
          '--scanners',
          'vuln',
          ...lookedUp,
          ...afterScanners('packages', '/scratch/requirements.txt'),
        ],
      },
    ]);
  });

  test('a project without locked packages has only its files looked up', () => {
    expect(trivyCalls({}, contextOf({ resources: { database } }))).toEqual([files]);
  });
});

test('no call keeps quiet about what Trivy could not read', () => {
  const context = contextOf({ lockedPackages: packages, resources: { database } });
  for (const call of trivyCalls({}, context)) expect(call.arguments).not.toContain('--quiet');
});

test('the configuration of the secret scanner is there: Trivy would go on without it', () => {
  expect(existsSync(secretConfiguration)).toBe(true);
  expect(readFileSync(secretConfiguration, 'utf8')).toContain('disable-allow-rules:');
});
