import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from './finding.ts';
import { gate } from './gate.ts';
import type { Report } from './report.ts';
import { toSarif } from './sarif.ts';
import type { SarifResult, SarifRun } from './sarif-log.ts';
import { anyReport } from './testing/arbitraries.ts';
import { acceptedShell, long, reportOf, shell, vulnerable } from './testing/findings.ts';
import { sarifComplaints } from './testing/sarif-schema.ts';
import { toolProblem } from './tool-problem.ts';

const complaints = sarifComplaints();

function runOf(details: Partial<Report>): SarifRun {
  return toSarif(reportOf(details)).runs[0];
}

function resultOf(finding: Finding, details: Partial<Report> = {}): SarifResult | undefined {
  return runOf({ findings: [finding], ...details }).results[0];
}

function prints(...findings: Finding[]): (string | undefined)[] {
  return runOf({ findings }).results.map((result) => result.partialFingerprints['modaxFinding/v1']);
}

describe('a report as SARIF', () => {
  test('tells the rule, the level, the words and the place of each finding', () => {
    expect(resultOf(shell)).toMatchObject({
      ruleId: 'B602',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'subprocess call with shell=True identified, security issue.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'apps/ai-layer/src/modax_ai/run.py', uriBaseId: '%SRCROOT%' },
            region: { startLine: 12, startColumn: 5 },
          },
        },
      ],
      suppressions: [],
    });
  });

  test('lists each rule once, sorted, with where it is explained', () => {
    const run = runOf({ findings: [long, shell, long] });
    expect(run.tool.driver.rules).toEqual([{ id: 'B602', helpUri: shell.helpUri }, { id: 'E501' }]);
    expect(run.results.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0, 1]);
  });

  test('is the same whenever and wherever it is made', () => {
    const report = reportOf({ findings: [long, shell] });
    expect(JSON.stringify(toSarif(report))).toBe(JSON.stringify(toSarif(report)));
    expect(JSON.stringify(toSarif(report))).not.toContain(process.cwd());
  });

  test('shows a finding about a package in the file that asks for it', () => {
    const locations = resultOf(vulnerable, { packageFile: 'uv.lock' })?.locations;
    expect(locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'uv.lock', uriBaseId: '%SRCROOT%' } } },
    ]);
    expect(resultOf(vulnerable)).not.toHaveProperty('locations');
  });

  test('has no result without a place that can have one: GitHub would refuse all of it', () => {
    const outdated: Finding = { tool: 'safety', rule: 'age', severity: 'note', message: 'Is old.' };
    const failed = toolProblem('TOOL_CRASHED', 'It broke.');
    const findings = [outdated, { ...long, location: undefined } as unknown as Finding];
    const run = runOf({ findings, problems: [failed], packageFile: 'uv.lock' });
    expect(run.results).toMatchObject([
      {
        ruleId: 'E501',
        locations: [{ physicalLocation: { artifactLocation: { uri: 'uv.lock' } } }],
      },
    ]);
    expect(run.tool.driver.notifications).toMatchObject([{ id: 'TOOL_CRASHED' }, { id: 'age' }]);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      { descriptor: { id: 'TOOL_CRASHED', index: 0 }, level: 'error' },
      { descriptor: { id: 'age', index: 1 }, level: 'note', message: { text: 'Is old.' } },
    ]);
  });

  test('marks what an exception accepts, with the reason, the owner and the last day', () => {
    const run = runOf({ suppressed: [{ finding: shell, exception: acceptedShell }] });
    expect(run.results[0]?.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'the command is a constant (@platform, until 2027-01-31)',
      },
    ]);
  });

  test('says that the tool did its work, whatever it found', () => {
    const { reasons } = gate({ findings: [shell, long], budget: 0 });
    expect(runOf({ findings: [shell, long], problems: reasons }).invocations).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [] },
    ]);
  });

  test('says why the tool did not do its work', () => {
    const problem = toolProblem('TOOL_CRASHED', 'bandit exited with 2.', {
      remedy: 'Correct the configuration.',
      where: { path: 'pyproject.toml', line: 3 },
    });
    const { invocations, tool } = runOf({ problems: [problem] });
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            descriptor: { id: 'TOOL_CRASHED', index: 0 },
            level: 'error',
            message: { text: 'bandit exited with 2. Correct the configuration.' },
            locations: [{ physicalLocation: { region: { startLine: 3 } } }],
          },
        ],
      },
    ]);
    expect(tool.driver.notifications).toMatchObject([{ id: 'TOOL_CRASHED' }]);
  });

  test('names the root only when the caller wants it named', () => {
    expect(runOf({}).originalUriBaseIds['%SRCROOT%']).not.toHaveProperty('uri');
    expect(runOf({ workspaceRootUri: 'file:///w/' }).originalUriBaseIds['%SRCROOT%'].uri).toBe(
      'file:///w/',
    );
  });

  test('links to the web only', () => {
    const finding = { ...shell, helpUri: 'javascript:alert(1)' };
    expect(runOf({ findings: [finding] }).tool.driver.rules).toEqual([{ id: 'B602' }]);
    const tool = { name: 'bandit', version: '1', informationUri: 'https://example.org/' };
    expect(runOf({ tool }).tool.driver.informationUri).toBe('https://example.org/');
  });
});

describe('a region', () => {
  const regionOf = (place: Omit<NonNullable<Finding['location']>, 'path'>) =>
    resultOf({ ...shell, location: { path: 'a.py', ...place } })?.locations?.[0]?.physicalLocation
      .region;

  test.each([
    [{}, undefined],
    [{ line: 0, column: 1 }, undefined],
    [{ line: 3 }, { startLine: 3 }],
    [{ line: 3, column: 0 }, { startLine: 3 }],
    [
      { line: 3, endLine: 4 },
      { startLine: 3, endLine: 4 },
    ],
    [{ line: 3, endLine: 2 }, { startLine: 3 }],
    [
      { line: 3, column: 5, endColumn: 9 },
      { startLine: 3, startColumn: 5, endColumn: 9 },
    ],
    [
      { line: 3, column: 5, endColumn: 2 },
      { startLine: 3, startColumn: 5 },
    ],
    [
      { line: 3, column: 5, endLine: 4, endColumn: 2 },
      { startLine: 3, startColumn: 5, endLine: 4, endColumn: 2 },
    ],
  ])('of %j is %j', (place, region) => {
    expect(regionOf(place)).toEqual(region);
  });
});

describe('a fingerprint', () => {
  const at = (line: number, message = shell.message): Finding => ({
    ...shell,
    message,
    location: { path: 'apps/x/a.py', line },
  });

  test('stays when lines move', () => {
    expect(prints(at(12))).toEqual(prints(at(99)));
    expect(prints(at(1, 'Name "x" already defined on line 4'))).toEqual(
      prints(at(2, 'Name "x" already defined on line 5')),
    );
  });

  test('stays when a vulnerable package becomes another vulnerable version', () => {
    const newer = { ...vulnerable, package: { name: 'requests', version: '2.19.1' } };
    expect(prints(newer)).toEqual(prints(vulnerable));
  });

  test('differs for another rule, file, message, package, and for each repetition', () => {
    const all = prints(
      at(1),
      at(2),
      { ...at(1), rule: 'B603' },
      { ...at(1), location: { path: 'apps/x/b.py', line: 1 } },
      at(1, 'another message'),
      vulnerable,
      { ...vulnerable, package: { name: 'urllib3', version: '2.19.0' } },
    );
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the OASIS schema', () => {
  test('is one that refuses what is wrong', () => {
    expect(complaints({ version: '2.1.0', runs: [{}] })).not.toEqual([]);
  });

  test('accepts any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(complaints(toSarif(report))).toEqual([]);
      }),
    );
  });
});
