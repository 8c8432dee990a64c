import { describe, expect, test } from 'vitest';
import { parseScan } from './parse.ts';

const subject = {
  dockerfile: 'apps/pump/Dockerfile',
  files: 'apps/pump/image',
  lock: 'uv.lock',
  configuration: 'sha256:1',
  user: '10001:10001',
  packages: [{ name: 'Requests', version: '2.19.0' }],
};
const python = {
  Target: 'Python',
  Class: 'lang-pkgs',
  Packages: [{ Name: 'requests', Version: '2.19.0' }],
};
const system = { Target: 'debian 12', Class: 'os-pkgs', Packages: [{ Name: 'libc6' }] };
const head = {
  SchemaVersion: 2,
  Trivy: { Version: '0.76.0' },
  Metadata: { ImageID: 'sha256:1' },
};
const reportOf = (...Results: readonly unknown[]) =>
  JSON.stringify({ ...head, Results: [system, ...Results] });
const parsed = (text: string, log = '') => parseScan(text, log, subject, 'high');

describe('a verdict', () => {
  test('has the packages that were looked up, and the version that did it', () => {
    expect(parsed(reportOf(python))).toEqual({
      findings: [],
      packages: ['libc6', 'requests'],
      version: '0.76.0',
    });
  });

  test.each(['', '0', '00', '0:0', '10001', 'root', 'modax', '10001:0', '10001:root'])(
    'is a finding where the user is %j, which may be root',
    (user) => {
      const verdict = parseScan(reportOf(python), '', { ...subject, user }, 'high');
      expect(verdict).toMatchObject({ findings: [{ rule: 'image-user', severity: 'error' }] });
    },
  );

  test('places a package of the lock at the lock, one of the system at the Dockerfile', () => {
    const found = { VulnerabilityID: 'CVE-1', FixedVersion: '2', Severity: 'HIGH' };
    const verdict = parsed(
      reportOf(
        { ...python, Vulnerabilities: [found] },
        {
          Target: 'debian 12',
          Class: 'os-pkgs',
          Vulnerabilities: [{ ...found, FixedVersion: '' }],
        },
      ),
    );
    expect(verdict).toMatchObject({
      findings: [
        { severity: 'error', location: { path: 'uv.lock' } },
        { severity: 'note', location: { path: 'apps/pump/Dockerfile' } },
      ],
    });
  });

  test('has a secret and a mistake as errors, however they are rated, with their place in the image', () => {
    const verdict = parsed(
      reportOf(
        python,
        {
          Target: '/opt/modax/packages/key.py',
          Secrets: [
            { RuleID: 'aws-access-key-id', StartLine: 3, Severity: 'LOW', Match: 'hunter2' },
          ],
        },
        { Target: 'image', Misconfigurations: [{ ID: 'DS-0002', Severity: 'LOW' }] },
      ),
    );
    expect(verdict).toMatchObject({
      findings: [
        {
          rule: 'aws-access-key-id',
          severity: 'error',
          message: expect.stringMatching(/ in \/opt\/modax\/packages\/key\.py$/) as string,
          location: { path: 'apps/pump/image/opt/modax/packages/key.py' },
        },
        { rule: 'DS-0002', severity: 'error' },
      ],
    });
    expect(JSON.stringify(verdict)).not.toContain('hunter2');
  });
});

describe('no verdict', () => {
  test.each([
    ['no report', ''],
    ['another schema', JSON.stringify({ SchemaVersion: 1 })],
    ['no version', JSON.stringify({ SchemaVersion: 2, Results: [python] })],
    ['a package that Trivy did not see', reportOf()],
    ['a package in another version', reportOf({ ...python, Packages: [{ Name: 'requests' }] })],
    ['an image without a system', JSON.stringify({ ...head, Results: [python] })],
    ['another image', JSON.stringify({ ...head, Metadata: {}, Results: [system, python] })],
  ])('comes from %s', (_, text) => {
    expect(parsed(text)).toMatchObject({ code: 'TOOL_OUTPUT_UNREADABLE' });
  });

  test('comes from a log that complains', () => {
    const log = '2026-11-26T05:00:00Z\tWARN\t[python] Failed to parse METADATA\n';
    expect(parsed(reportOf(python), log)).toMatchObject({ code: 'TOOL_OUTPUT_UNREADABLE' });
  });
});
