import { expect, test } from 'vitest';
import { codesOf, contextOf } from '../testing/tool-run.ts';
import { safetyCalls } from './command.ts';

const packages = [{ name: 'requests', version: '2.19.0' }];
const database = '/workspace/.venv/lib/python3.11/site-packages/safety_db';

test('the locked packages against the locked database, without network', () => {
  const context = contextOf({ lockedPackages: packages, resources: { database } });
  expect(safetyCalls({}, context)).toEqual([
    {
      name: 'packages',
      program: 'safety',
      arguments: [
        'check',
        '--json',
        '--full-report',
        '--db=/workspace/.venv/lib/python3.11/site-packages/safety_db',
        '--file=/scratch/requirements.txt',
      ],
      cwd: '/scratch',
      exitCodes: [0, 255],
    },
  ]);
});

test('a project without third-party packages has nothing to audit', () => {
  expect(safetyCalls({}, contextOf({ resources: { database } }))).toEqual([]);
});

test('without its database there is no audit, whether or not there are packages', () => {
  for (const lockedPackages of [packages, []]) {
    const calls = safetyCalls({}, contextOf({ lockedPackages }));
    expect('problems' in calls && codesOf(calls)).toEqual(['DATABASE_MISSING']);
  }
});
