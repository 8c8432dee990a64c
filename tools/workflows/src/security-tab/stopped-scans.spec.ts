import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Report, toolProblem, writeReports } from '@modax/findings';
import { expect, onTestFinished, test } from 'vitest';
import { withholdStopped } from './stopped-scans.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'modax-stopped-scans-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true });
  });
  return made;
}

const reportOf = (...problems: Report['problems']): Report => ({
  tool: { name: 'trivy', version: '1' },
  findings: [],
  suppressed: [],
  problems,
});

test('of a scan that was stopped no SARIF is left, of one that has found something there is', async () => {
  const reports = folder();
  await writeReports(
    join(reports, 'pump'),
    'trivy',
    reportOf(toolProblem('DATABASE_MISSING', 'x')),
  );
  await writeReports(join(reports, 'pump'), 'bandit', reportOf(toolProblem('ERRORS_FOUND', 'x')));
  await writeReports(join(reports, 'valve'), 'trivy', reportOf());
  expect(withholdStopped(reports)).toEqual(['pump/trivy.sarif']);
  expect(readdirSync(join(reports, 'pump')).sort()).toEqual([
    ...['bandit.json', 'bandit.sarif', 'bandit.txt', 'trivy.json', 'trivy.txt'],
  ]);
  expect(readdirSync(join(reports, 'valve'))).toContain('trivy.sarif');
});

test('one that cannot be read is not handed on, and one of another tool that says nothing of its run is', () => {
  const reports = folder();
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(reports, file)), { recursive: true });
    writeFileSync(join(reports, file), text);
  };
  write('pump/half.sarif', '{"runs": [');
  write('pump/none.sarif', '{}');
  write('workspace/audit-workflows.sarif', '{"runs": [{"results": []}]}');
  expect(withholdStopped(reports)).toEqual(['pump/half.sarif', 'pump/none.sarif']);
});

test('where there are no reports there is nothing to do', () => {
  expect(withholdStopped(join(folder(), 'reports'))).toEqual([]);
});
