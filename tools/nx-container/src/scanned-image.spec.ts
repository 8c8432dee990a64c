import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPart } from '@modax/container-parts';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { imageFolder } from './image/place.ts';
import { parseScanRecord } from './scan/scan-record.ts';
import { pumpWithParts } from './testing/pump-with-parts.ts';

/** Trivy's vulnerability database of two advisories. */
const database = join(import.meta.dirname, '../../../../shared/data/trivy-db');
const missing = missingPart() ?? (existsSync(database) ? undefined : database);
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is scanned here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('a scan', () => {
  const pump = pumpWithParts();

  beforeEach(() => {
    vi.stubEnv('TRIVY_CACHE_DIR', database);
  });
  const rules = () => {
    const text = readFileSync(join(pump.workspace.root, 'reports/pump/image-scan.json'), 'utf8');
    const { findings } = JSON.parse(text) as { findings: { rule: string; severity: string }[] };
    return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  };
  const changeDockerfile = (change: (text: string) => string) => {
    const file = join(pump.workspace.root, 'apps/pump/Dockerfile');
    pump.workspace.commit({ 'apps/pump/Dockerfile': change(readFileSync(file, 'utf8')) });
  };

  test('passes a clean image, and lists what it is made of', async () => {
    const { digest } = await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('passed');
    const reports = join(pump.workspace.root, 'reports/pump');
    expect(JSON.parse(readFileSync(join(reports, 'image-scan-passed.json'), 'utf8'))).toMatchObject(
      { digest, trivy: expect.stringMatching(/^\d/) as string },
    );
    expect(readFileSync(join(reports, 'image-materials.cdx.json'), 'utf8')).toContain('sample-kit');
    expect(existsSync(join(reports, 'image-scan.sarif'))).toBe(true);
  });

  test('makes the image again where only its record came from the cache', async () => {
    await pump.tasks.built();
    rmSync(imageFolder(pump.workspace.root, 'pump'), { recursive: true });
    expect(await pump.tasks.scan()).toBe('passed');
  });

  test('does not pass an image with a user that is root', async () => {
    changeDockerfile((text) => text.replace('USER 10001:10001', 'USER root'));
    await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('ERRORS_FOUND');
    expect(rules()).toContain('DS-0002');
  });

  test('passes with exceptions, and says until when all of them hold', async () => {
    changeDockerfile((text) => text.replace('USER 10001:10001', 'USER root'));
    const [today = '', tomorrow = ''] = [0, 1].map((days) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
    );
    const accepted = { tool: 'trivy', path: 'apps/pump/Dockerfile', owner: '@modax/team-lead' };
    const exceptions = [
      { ...accepted, rule: 'image-user', reason: 'It binds a port of old.', expires: tomorrow },
      { ...accepted, rule: 'DS-0002', reason: 'It binds a port of old.', expires: today },
    ];
    pump.workspace.commit({ 'exceptions.json': JSON.stringify({ exceptions }) });
    await pump.tasks.built();
    expect(await pump.tasks.scan(), pump.tasks.said.join('\n')).toBe('passed');
    const passed = join(pump.workspace.root, 'reports/pump/image-scan-passed.json');
    const record = parseScanRecord(readFileSync(passed, 'utf8'));
    expect(record).toMatchObject({ acceptedUntil: today });
  });

  test('does not pass a secret in a layer', async () => {
    const key = ['AKIA', 'IOSFODNN7ABCDEFG'].join('');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/key.py': `"""Key."""\n\nKEY = "${key}"\n` });
    await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('ERRORS_FOUND');
    expect(rules()).toContain('aws-access-key-id');
  });

  test('does not pass a package with a known vulnerability', async () => {
    const kit = readFileSync(join(pump.workspace.root, 'libs/kit/pyproject.toml'), 'utf8');
    const rename = (text: string) =>
      text.replaceAll('sample-kit', 'requests').replaceAll('"1.2.3"', '"2.19.0"');
    const service = readFileSync(join(pump.workspace.root, 'apps/pump/pyproject.toml'), 'utf8');
    const root = readFileSync(join(pump.workspace.root, 'pyproject.toml'), 'utf8');
    const lock = readFileSync(join(pump.workspace.root, 'uv.lock'), 'utf8');
    pump.workspace.commit({
      'libs/kit/pyproject.toml': rename(kit),
      'apps/pump/pyproject.toml': service.replaceAll('sample-kit', 'requests'),
      'pyproject.toml': root.replaceAll('sample-kit', 'requests'),
      'uv.lock': rename(lock).replace(
        'name = "sample-pump"\nversion = "2.19.0"',
        'name = "sample-pump"\nversion = "1.2.3"',
      ),
    });
    await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('ERRORS_FOUND');
    expect(rules()).toContain('CVE-2018-18074');
  });

  test('that could not be done is not passed', async () => {
    await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('passed');
    vi.stubEnv('TRIVY_CACHE_DIR', join(pump.workspace.root, 'nowhere'));
    expect(await pump.tasks.scan()).toBe('DATABASE_MISSING');
    expect(existsSync(join(pump.workspace.root, 'reports/pump/image-scan-passed.json'))).toBe(
      false,
    );
  });

  test('does not pass with a database of another version', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modax-database-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    cpSync(database, folder, { recursive: true });
    writeFileSync(join(folder, 'db/metadata.json'), '{"Version":1}');
    vi.stubEnv('TRIVY_CACHE_DIR', folder);
    await pump.tasks.built();
    expect(await pump.tasks.scan()).toBe('DATABASE_MISSING');
  });
});
