import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OWN_CHECKOUT } from '../checkout.ts';
import { SampleRepository } from '../testing/sample-repository.ts';
import { withholdStopped } from '../security-tab/stopped-scans.ts';
import { stubTrivy } from '../testing/stub-trivy.ts';
import { scanDependencies } from './dependencies.ts';

const now = new Date('2026-11-27T12:00:00Z');
const TRIVY = join(OWN_CHECKOUT, '.venv/bin/trivy');
const DATABASE = join(OWN_CHECKOUT, '../shared/data/trivy-db');

let repository: SampleRepository;
let folder: string;
let database: string;
let said: string;

beforeEach(() => {
  repository = new SampleRepository();
  folder = repository.root;
  database = join(folder, 'cache');
  const metadata = {
    Version: 2,
    UpdatedAt: '2026-11-27T00:00:00Z',
    NextUpdate: '2026-11-28T00:00:00Z',
  };
  repository.write('cache/db/metadata.json', JSON.stringify(metadata));
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
  repository.add('package-lock.json', '{}');
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
    repository.write('exceptions.json', JSON.stringify({ exceptions: [exception('2026-11-27')] }));
    expect(await scan(vulnerable(HIGH))).toBe(0);
    repository.write('exceptions.json', JSON.stringify({ exceptions: [exception('2026-11-26')] }));
    expect(await scan(vulnerable(HIGH))).toBe(1);
  });

  it('leaves exceptions about files to the scans of the projects', async () => {
    const exception = {
      ...{ tool: 'trivy', rule: 'DS002', path: 'apps/pump/Dockerfile', owner: '@modax/platform' },
      ...{ expires: '2026-11-26', reason: 'Its user is given where it runs.' },
    };
    repository.write('exceptions.json', JSON.stringify({ exceptions: [exception] }));
    expect(await scan(vulnerable({ Severity: 'LOW' }))).toBe(0);
    expect(report().findings).toHaveLength(1);
  });

  it('hears no word of the checkout or of the surroundings', async () => {
    vi.stubEnv('TRIVY_SEVERITY', 'LOW');
    await scan(vulnerable(HIGH));
    vi.unstubAllEnvs();
    expect(readFileSync(join(folder, 'where'), 'utf8')).toMatch(/\/modax-look-\w+\n0\n$/);
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
    repository.add('.ci/parts/pump/go.mod', 'module pump\n');
    expect(await scan(vulnerable(HIGH))).toBe(1);
    expect(said).toContain('trivy knows no packages of .ci/parts/pump/go.mod');
    // What was found is told to people, and not to the security tab, which would take the rest for mended.
    expect(report().findings).toMatchObject([{ rule: 'CVE-1' }]);
    const told = join(folder, 'reports');
    expect(withholdStopped(told)).toEqual(['workspace/scan-dependencies.sarif']);
    repository.remove('.ci/parts/pump/go.mod');
    const log = '2026-11-27T22:25:00Z\tWARN\t[npm] Failed to parse package-lock.json\n';
    await expect(scan(vulnerable(HIGH), log)).rejects.toThrow('Failed to parse');
    await expect(scan('')).rejects.toThrow('does not say what it has found');
    const program = stubTrivy(folder, vulnerable({}), 3);
    const ended = scanDependencies(folder, { program, database, now });
    await expect(ended).rejects.toThrow('it ended with 3');
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
    repository.write('.trivyignore', 'CVE-2018-18074\n');
    repository.write('trivy.yaml', 'scan:\n  scanners: [license]\n');
    vi.stubEnv('TRIVY_SEVERITY', 'LOW');
    repository.add('uv.lock', lock('2.19.0'));
    expect(await scanned()).toBe(1);
    vi.unstubAllEnvs();
    expect(report().findings).toMatchObject([
      { rule: 'CVE-2018-18074', location: { path: 'uv.lock' } },
    ]);
    repository.add('uv.lock', lock('2.32.0'));
    expect(await scanned()).toBe(0);
  });

  it('sees the packages of npm, of tests too', async () => {
    const packages = {
      '': { name: 'sample', version: '0.0.0', devDependencies: { glob: '1.0.0' } },
      'node_modules/glob': { version: '1.0.0', dev: true },
    };
    const sample = { name: 'sample', version: '0.0.0', lockfileVersion: 3, packages };
    repository.add('package-lock.json', JSON.stringify(sample));
    expect(await scanned()).toBe(0);
    expect(said).toContain('packages 1');
    repository.add('package-lock.json', '{');
    expect(await scanned()).toBe(1);
    expect(said).toContain('trivy knows no packages of package-lock.json');
  });
});
