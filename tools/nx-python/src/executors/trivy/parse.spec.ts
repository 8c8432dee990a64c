import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ToolContext } from '../../running/tool.ts';
import {
  brief,
  codesOf,
  contextOf,
  expectCutIsRefused,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import { trivyCalls } from './command.ts';
import { parseTrivy } from './parse.ts';

/* Reports and log lines are those of Trivy 0.76.0, without the parts that nobody reads. */

const head = {
  SchemaVersion: 2,
  Trivy: { Version: '0.76.0' },
  ReportID: '01a2090a-450a-71a3-8fc4-38d482cc66ff',
  CreatedAt: '2026-11-23T15:33:17.706109006Z',
  ArtifactName: '/workspace/apps/pump',
  ArtifactType: 'filesystem',
};

const misconfigurations = {
  Target: 'Dockerfile',
  Class: 'config',
  Type: 'dockerfile',
  MisconfSummary: { Successes: 25, Failures: 2 },
  Misconfigurations: [
    {
      ID: 'DS-0002',
      Title: "Image user should not be 'root'",
      Message: "Last USER command in Dockerfile should not be 'root'",
      Severity: 'HIGH',
      PrimaryURL: 'https://avd.aquasec.com/misconfig/ds-0002',
      Status: 'FAIL',
      CauseMetadata: { Provider: 'Dockerfile', Service: 'general', StartLine: 2, EndLine: 2 },
    },
    {
      ID: 'DS-0026',
      Title: 'No HEALTHCHECK defined',
      Message: 'Add HEALTHCHECK instruction in your Dockerfile',
      Severity: 'LOW',
      PrimaryURL: 'https://avd.aquasec.com/misconfig/ds-0026',
      Status: 'FAIL',
      CauseMetadata: { Provider: 'Dockerfile', Service: 'general' },
    },
  ],
};

const secrets = {
  Target: 'src/größe: [1].py',
  Class: 'secret',
  Secrets: [
    {
      RuleID: 'aws-access-key-id',
      Category: 'AWS',
      Severity: 'CRITICAL',
      Title: 'AWS Access Key ID',
      StartLine: 1,
      EndLine: 1,
      Match: 'AWS_ACCESS_KEY_ID = "********************"',
      Offset: 21,
    },
  ],
};

const vulnerability = {
  VulnerabilityID: 'CVE-2018-18074',
  PkgName: 'requests',
  InstalledVersion: '2.19.0',
  FixedVersion: '2.20.0',
  Status: 'fixed',
  PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2018-18074',
  Title: 'python-requests: Redirect from HTTPS to HTTP does not remove Authorization header',
  Severity: 'HIGH',
};

const packages = {
  Target: 'requirements.txt',
  Class: 'lang-pkgs',
  Type: 'pip',
  Packages: [
    { Name: 'requests', Version: '2.19.0', AnalyzedBy: 'pip' },
    { Name: 'six', Version: '1.16.0', AnalyzedBy: 'pip' },
  ],
  Vulnerabilities: [vulnerability],
};

const report = (...Results: readonly unknown[]) => ({ ...head, Results });

const lockedPackages = [
  { name: 'requests', version: '2.19.0' },
  { name: 'six', version: '1.16.0' },
];
const withDatabase = contextOf({ lockedPackages, resources: { database: '/cache' } });
const withoutDatabase = contextOf({ lockedPackages });

function parseText(
  texts: Readonly<Record<string, string>>,
  { context = withDatabase, log = '' }: { context?: ToolContext; log?: string } = {},
) {
  const outputs = trivyCalls({}, context).map((call) => {
    const text = texts[call.name];
    return outputOf(call, 0, {
      stderr: log,
      files: text === undefined ? {} : { report: text },
    });
  });
  return parseTrivy(outputs, context);
}

const parse = (
  files: unknown,
  lookedUp: unknown = report({ ...packages, Vulnerabilities: [] }),
  details: { context?: ToolContext; log?: string } = {},
) => parseText({ files: JSON.stringify(files), packages: JSON.stringify(lookedUp) }, details);

describe('a clean project', () => {
  test('has no findings, and the version of the Trivy that said so', () => {
    expect(parse(head)).toEqual({ findings: [], toolVersion: '0.76.0' });
    expect(parse(report())).toEqual({ findings: [], toolVersion: '0.76.0' });
    expect(parse({ ...head, Results: null })).toEqual({ findings: [], toolVersion: '0.76.0' });
  });

  test('without a vulnerability database is not as green as one with it: a note says so', () => {
    const findings = verdictOf(parse(head, undefined, { context: withoutDatabase }));
    expect(brief(findings)).toEqual(['no-vulnerability-database note ']);
  });
});

describe('findings', () => {
  test('of every kind and severity are errors, each at its place', () => {
    expect(brief(verdictOf(parse(report(misconfigurations, secrets), report(packages))))).toEqual([
      'DS-0002 error apps/pump/Dockerfile:2',
      'DS-0026 error apps/pump/Dockerfile',
      'aws-access-key-id error apps/pump/src/größe: [1].py:1',
      'CVE-2018-18074 error uv.lock',
    ]);
  });

  test('a misconfiguration has the words and the page of Trivy', () => {
    const [finding] = verdictOf(parse(report(misconfigurations)));
    expect(finding).toEqual({
      tool: 'trivy',
      rule: 'DS-0002',
      severity: 'error',
      message:
        "Image user should not be 'root': Last USER command in Dockerfile should not be 'root' (severity high)",
      location: { path: 'apps/pump/Dockerfile', line: 2 },
      helpUri: 'https://avd.aquasec.com/misconfig/ds-0002',
    });
  });

  test('a secret is told by its kind and never by its text', () => {
    const [secret] = secrets.Secrets;
    const unmasked = { ...secrets, Secrets: [{ ...secret, Match: 'hunter2' }] };
    const [finding] = verdictOf(parse(report(unmasked)));
    expect(finding?.message).toBe('secret: AWS Access Key ID (severity critical)');
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test('a vulnerability is about a package, and tells which version is fixed', () => {
    const [finding] = verdictOf(parse(head, report(packages)));
    expect(finding).toEqual({
      tool: 'trivy',
      rule: 'CVE-2018-18074',
      severity: 'error',
      message:
        'requests 2.19.0: python-requests: Redirect from HTTPS to HTTP does not remove Authorization header (fixed in 2.20.0) (severity high)',
      package: { name: 'requests', version: '2.19.0' },
      location: { path: 'uv.lock' },
      helpUri: 'https://avd.aquasec.com/nvd/cve-2018-18074',
    });
  });

  test('a vulnerability without a fixed version says that there is none', () => {
    const unfixed = {
      ...packages,
      Vulnerabilities: [{ ...vulnerability, FixedVersion: undefined }],
    };
    const [finding] = verdictOf(parse(head, report(unfixed)));
    expect(finding?.message).toContain('(no fixed version)');
  });

  test('a vulnerability in a file of the project is at that file', () => {
    const inFile = { ...packages, Target: 'tools/requirements.txt' };
    expect(brief(verdictOf(parse(report(inFile))))).toEqual([
      'CVE-2018-18074 error apps/pump/tools/requirements.txt',
    ]);
  });

  test('of a kind that nobody named yet are findings all the same', () => {
    const [finding] = verdictOf(parse(report({ Target: 'a.py', Secrets: [{}] })));
    expect(finding).toMatchObject({ rule: 'unnamed', severity: 'error' });
  });
});

describe('no verdict', () => {
  const unreadable = ['TOOL_OUTPUT_UNREADABLE'];

  test('comes from a report that was not written, though Trivy exits with 0', () => {
    expect(codesOf(parseText({ packages: JSON.stringify(report(packages)) }))).toEqual(unreadable);
    expect(codesOf(parseText({ files: JSON.stringify(head) }))).toEqual(unreadable);
  });

  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!'],
    ['another document', '[]'],
    ['no schema', '{}'],
    ['an older schema', JSON.stringify({ ...head, SchemaVersion: 1 })],
    ['a newer schema', JSON.stringify({ ...head, SchemaVersion: 3 })],
    ['results that are no list', JSON.stringify({ ...head, Results: {} })],
    ['a result that is no object', JSON.stringify(report('Dockerfile'))],
    ['secrets that are no list', JSON.stringify(report({ Target: 'a', Secrets: {} }))],
    ['a secret that is no object', JSON.stringify(report({ Target: 'a', Secrets: ['key'] }))],
    ['other misconfigurations', JSON.stringify(report({ Target: 'a', Misconfigurations: 1 }))],
    ['other vulnerabilities', JSON.stringify(report({ Target: 'a', Vulnerabilities: '' }))],
    ['other packages', JSON.stringify(report({ Target: 'a', Packages: { Name: 'six' } }))],
  ])('comes from %s', (_, files) => {
    const whole = JSON.stringify(report(packages));
    expect(codesOf(parseText({ files, packages: whole }))).toEqual(unreadable);
    expect(codesOf(parseText({ files: whole, packages: files }))).toEqual(unreadable);
  });

  test.each([
    ['fewer', [{ Name: 'six', Version: '1.16.0' }]],
    ['no', []],
    ['more', [...packages.Packages, { Name: 'pip', Version: '1.0' }]],
  ])('comes from %s packages than the lock has', (_, Packages) => {
    const parsed = parse(head, report({ ...packages, Packages }));
    expect(codesOf(parsed)).toEqual(unreadable);
    expect(JSON.stringify(parsed)).toContain('packages analysed, the lock has 2');
  });

  test.each([
    'ERROR\t[dockerfile scanner] Failed to parse file\tfile_path="Dockerfile" err="parse dockerfile instruction: parse instruction \\"frum\\": unknown instruction: frum (did you mean from?)"',
    'ERROR\t[terraform parser] Error parsing file\tmodule="root" file_path="main.tf" cause="  bucket = "',
    'WARN\t[uv] Failed to parse uv lockfile\terr="failed to parse uv.lock: failed to decode uv lock file"',
    'FATAL\tFatal error\trun error: fs scan error',
  ])('comes from what Trivy could not judge, of which its log alone speaks: %s', (line) => {
    const log = `2026-11-23T15:34:09Z\tINFO\t[secret] Secret scanning is enabled\n2026-11-23T15:34:09Z\t${line}\n`;
    const parsed = parse(head, report(packages), { log });
    expect(codesOf(parsed)).toEqual(unreadable);
    const [message = ''] = line.split('\t').slice(1);
    expect(JSON.stringify(parsed)).toContain(message);
  });

  test('does not come from what Trivy says on every run', () => {
    const log = [
      'INFO\t[misconfig] Misconfiguration scanning is enabled',
      'INFO\t[checks-client] No downloadable checks were loaded as --skip-check-update is enabled, loading from existing cache...',
      'ERROR\t[misconfig] Falling back to embedded checks\terr="failed to check cache: cache does not exist at \\"/home/someone/.cache/trivy/policy/content\\""',
      'INFO\t[secret] Secret scanning is enabled',
      'WARN\t[secret] The size of the scanned file is too large. It is recommended to use `--skip-files` for this file to avoid high memory consumption.\tfile_path="big.txt" size (MB)=11',
      'WARN\t[pip] Unable to find python `site-packages` directory. License detection is skipped.\terr="site-packages directory not found"',
      'INFO\tDetected config files\tnum=1',
    ];
    const text = log.map((line) => `2026-11-23T15:34:09Z\t${line}\n`).join('');
    expect(codesOf(parse(head, undefined, { log: text }))).toEqual([]);
  });

  test('comes from output that was cut off anywhere, in either report', () => {
    const files = JSON.stringify(report(misconfigurations, secrets), null, 2);
    const lookedUp = JSON.stringify(report(packages), null, 2);
    expectEveryCutIsRefused(files, (text) => parseText({ files: text, packages: lookedUp }));
    expectEveryCutIsRefused(lookedUp, (text) => parseText({ files, packages: text }));
  });
});

test('every row is read, and no cut of the report hides one', () => {
  const anyRow = fc.record({ RuleID: fc.string(), Title: fc.string(), StartLine: fc.nat() });
  const anyResult = fc.record({
    Target: fc.string({ minLength: 1 }),
    Secrets: fc.array(anyRow, { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(anyResult, { minLength: 1 }), fc.nat(), (results, cut) => {
      const text = JSON.stringify(report(...results));
      const parsed = (part: string) => parseText({ files: part }, { context: withoutDatabase });
      const whole = parsed(text);
      expect(verdictOf(whole).filter(({ severity }) => severity === 'error')).toHaveLength(
        results.flatMap(({ Secrets }) => Secrets).length,
      );
      expectCutIsRefused(parsed(text.slice(0, cut % text.length)), whole);
    }),
  );
});
