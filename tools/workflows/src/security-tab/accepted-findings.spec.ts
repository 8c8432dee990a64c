import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withholdAccepted } from './accepted-findings.ts';

test('what is accepted is not handed on, all else is as it was', () => {
  const reports = mkdtempSync(join(tmpdir(), 'modax-accepted-findings-'));
  onTestFinished(() => {
    rmSync(reports, { recursive: true });
  });
  mkdirSync(join(reports, 'pump'));
  const file = join(reports, 'pump/bandit.sarif');
  const open = [
    { ruleId: 'B602', suppressions: [] },
    { ruleId: 'B603' },
    { ruleId: 'B604', suppressions: [{ kind: 'external', status: 'rejected' }] },
  ];
  const accepted = { ruleId: 'B404', suppressions: [{ kind: 'external', status: 'accepted' }] };
  const log = (results: readonly object[]) => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'bandit' } }, results }],
  });
  writeFileSync(file, JSON.stringify(log([accepted, ...open])));
  withholdAccepted(reports);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(log(open));
});
