import { expect, test } from 'vitest';
import { misconfiguration, secret, vulnerability } from './finding.ts';

test('a secret is told by its kind and never by its text', () => {
  const row = { RuleID: 'aws-access-key-id', Severity: 'CRITICAL', Title: 'AWS', Match: 'hunter2' };
  const finding = secret({ ...row, StartLine: 3 }, 'a.py');
  expect(finding).toEqual({
    tool: 'trivy',
    rule: 'aws-access-key-id',
    severity: 'error',
    message: 'secret: AWS (severity critical)',
    location: { path: 'a.py', line: 3 },
  });
});

test('a misconfiguration lies where its cause does', () => {
  const row = {
    ID: 'DS-0002',
    Title: "Image user should not be 'root'",
    Message: 'Last USER command',
    Severity: 'HIGH',
    PrimaryURL: 'https://avd.aquasec.com/misconfig/ds-0002',
    CauseMetadata: { StartLine: 2 },
  };
  expect(misconfiguration(row, 'Dockerfile')).toMatchObject({
    rule: 'DS-0002',
    location: { path: 'Dockerfile', line: 2 },
    helpUri: 'https://avd.aquasec.com/misconfig/ds-0002',
  });
});

test.each([
  ['2.20.0', '(fixed in 2.20.0)'],
  [undefined, '(no fixed version)'],
])('a vulnerability tells which version is fixed: %s', (FixedVersion, words) => {
  const row = { VulnerabilityID: 'CVE-1', PkgName: 'requests', InstalledVersion: '2.19.0' };
  expect(vulnerability({ ...row, FixedVersion }, 'uv.lock')).toMatchObject({
    package: { name: 'requests', version: '2.19.0' },
    message: expect.stringContaining(words) as string,
    location: { path: 'uv.lock' },
  });
});

test('what nobody named yet is a finding all the same', () => {
  for (const of of [secret, misconfiguration, vulnerability]) {
    expect(of({}, 'a.py')).toMatchObject({ rule: 'unnamed', location: { path: 'a.py' } });
  }
});
