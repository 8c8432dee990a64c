import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OWN_CHECKOUT } from '../checkout.ts';
import { stubTrivy } from '../testing/stub-trivy.ts';
import { scanDependencies } from './dependencies.ts';

const now = new Date('2026-11-27T12:00:00Z');
const TRIVY = join(OWN_CHECKOUT, '.venv/bin/trivy');
const DATABASE = join(OWN_CHECKOUT, '../shared/data/trivy-db');

let folder: string;
let database: string;
let said: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-dependencies-'));
  database = join(folder, 'cache');
  const metadata = {
    Version: 2,
    UpdatedAt: '2026-11-27T00:00:00Z',
    NextUpdate: '2026-11-28T00:00:00Z',
  };
  write('cache/db/metadata.json', JSON.stringify(metadata));
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return () => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  };
});

interface Report {
  readonly findings: readonly object[];
}
const report = () =>
  JSON.parse(
    readFileSync(join(folder, 'reports/workspace/scan-dependencies.json'), 'utf8'),
  ) as Report;

const LOCK = {
  Target: 'package-lock.json',
  Class: 'lang-pkgs',
  Packages: [{ Name: 'glob', Version: '1.0.0' }],
};
const vulnerable = (vulnerability: object) =>
  JSON.stringify({
    SchemaVersion: 2,
    Trivy: { Version: '0.76.0' },
    Results: [
      {
        ...LOCK,
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-1',
            PkgName: 'glob',
            InstalledVersion: '1.0.0',
            ...vulnerability,
          },
        ],
      },
    ],
  });
const HIGH = { Severity: 'HIGH', FixedVersion: '2.0.0' };

/** What comes of it when Trivy says this of a checkout with a lock of npm. */
function scan(text: string, log = ''): Promise<number> {
  write('package-lock.json', '{}');
  return scanDependencies(folder, { program: stubTrivy(folder, text, 0, log), database, now });
}

describe('The look at dependencies', () => {
  it('fails for a vulnerable tool that only tests, and says which version is fixed', async () => {
    expect(await scan(vulnerable(HIGH))).toBe(1);
    expect(report().findings).toMatchObject([
      { rule: 'CVE-1', severity: 'error', location: { path: 'package-lock.json' } },
    ]);
    expect(said).toContain('fixed in 2.0.0');
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(
      `filesystem --scanners=vuln --include-dev-deps --list-all-pkgs --skip-db-update --offline-scan --cache-dir=${database}`,
    );
  });

  it.each([
    ['that nobody has fixed', { Severity: 'CRITICAL' }],
    ['that is not severe', { Severity: 'MEDIUM', FixedVersion: '2.0.0' }],
  ])('tells of a vulnerability %s, and passes', async (_, details) => {
    expect(await scan(vulnerable(details))).toBe(0);
    expect(report().findings).toMatchObject([{ rule: 'CVE-1', severity: 'note' }]);
  });

  it('takes an exception that was reviewed, until its last day', async () => {
    const exception = (expires: string) => ({
      ...{ tool: 'trivy', rule: 'CVE-1', package: 'glob', owner: '@modax/platform', expires },
      reason: 'What it matches is written in this repository.',
    });
    write('exceptions.json', JSON.stringify({ exceptions: [exception('2026-11-27')] }));
    expect(await scan(vulnerable(HIGH))).toBe(0);
    write('exceptions.json', JSON.stringify({ exceptions: [exception('2026-11-26')] }));
    expect(await scan(vulnerable(HIGH))).toBe(1);
  });

  it('fails where nothing could be looked up', async () => {
    const program = stubTrivy(folder, vulnerable(HIGH), 0);
    expect(await scanDependencies(folder, { program, database: undefined, now })).toBe(1);
    expect(said).toContain('DATABASE_MISSING');
    const later = new Date('2026-12-24T00:00:00Z');
    expect(await scanDependencies(folder, { program, database, now: later })).toBe(1);
    expect(said).toContain('DATABASE_OUTDATED');
    expect(existsSync(join(folder, 'asked'))).toBe(false);
    expect(await scanDependencies(folder, { program, database, now })).toBe(1);
    expect(said).toContain('NO_FILES');
  });

  it('fails for a lock that Trivy has passed over', async () => {
    write('.ci/parts/pump/go.mod', 'module pump\n');
    expect(await scan(vulnerable(HIGH))).toBe(1);
    expect(said).toContain('trivy knows no packages of .ci/parts/pump/go.mod');
    rmSync(join(folder, '.ci'), { recursive: true });
    const log = '2026-11-27T22:25:00Z\tWARN\t[npm] Failed to parse package-lock.json\n';
    await expect(scan(vulnerable(HIGH), log)).rejects.toThrow('Failed to parse');
    await expect(scan('')).rejects.toThrow('does not say what it has found');
  });
});

const isKnown = existsSync(join(DATABASE, 'db/trivy.db'));
if (!isKnown) console.warn(`SKIPPED: no lock is looked up here, because there is no ${DATABASE}`);

describe.skipIf(!isKnown)('Trivy', () => {
  beforeEach(() => {
    cpSync(join(DATABASE, 'db'), join(database, 'db'), { recursive: true });
  });
  const scanned = () => scanDependencies(folder, { program: TRIVY, database, now });
  const lock = (version: string) =>
    [
      'version = 1',
      'requires-python = ">=3.11"',
      ...['[[package]]', 'name = "sample"', 'version = "0"', 'source = { virtual = "." }'],
      'dependencies = [{ name = "requests" }]',
      ...['[[package]]', 'name = "requests"', `version = "${version}"`],
      'source = { registry = "https://pypi.org/simple" }',
    ].join('\n');

  it('finds requests 2.19.0 in a lock, whatever lies about in the checkout', async () => {
    write('.trivyignore', 'CVE-2018-18074\n');
    write('trivy.yaml', 'scan:\n  scanners: [license]\n');
    vi.stubEnv('TRIVY_SEVERITY', 'LOW');
    write('uv.lock', lock('2.19.0'));
    expect(await scanned()).toBe(1);
    vi.unstubAllEnvs();
    expect(report().findings).toMatchObject([
      { rule: 'CVE-2018-18074', location: { path: 'uv.lock' } },
    ]);
    write('uv.lock', lock('2.32.0'));
    expect(await scanned()).toBe(0);
  });

  it('sees the packages of npm, of tests too', async () => {
    const packages = {
      '': { name: 'sample', version: '0.0.0', devDependencies: { glob: '1.0.0' } },
      'node_modules/glob': { version: '1.0.0', dev: true },
    };
    const sample = { name: 'sample', version: '0.0.0', lockfileVersion: 3, packages };
    write('package-lock.json', JSON.stringify(sample));
    expect(await scanned()).toBe(0);
    expect(said).toContain('packages 1');
    write('package-lock.json', '{');
    await expect(scanned()).rejects.toThrow('package-lock.json');
  });
});
