import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { long, reportOf, shell } from './testing/findings.ts';
import { removeReports, writeReports } from './write-reports.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-findings-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('a report is written for tools, for programs and for people', async () => {
  const directory = join(temporaryFolder(), 'reports', 'ai-layer');
  const written = await writeReports(directory, 'bandit', reportOf({ findings: [shell] }));
  expect(readdirSync(directory).sort()).toEqual(['bandit.json', 'bandit.sarif', 'bandit.txt']);
  expect(JSON.parse(readFileSync(written.sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
  expect(JSON.parse(readFileSync(written.json, 'utf8'))).toEqual(reportOf({ findings: [shell] }));
  expect(readFileSync(written.text, 'utf8')).toContain('B602');
});

test('the next run replaces the report of the last', async () => {
  const directory = temporaryFolder();
  await writeReports(directory, 'lint', reportOf({ findings: [shell, long] }));
  const { json } = await writeReports(directory, 'lint', reportOf({ findings: [long] }));
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ findings: [long] });
});

test('the report of an earlier run is taken away, and no other one', async () => {
  const directory = temporaryFolder();
  await writeReports(directory, 'lint', reportOf({}));
  await writeReports(directory, 'mypy', reportOf({}));
  await removeReports(directory, 'lint');
  expect(readdirSync(directory).sort()).toEqual(['mypy.json', 'mypy.sarif', 'mypy.txt']);
  await removeReports(directory, 'lint');
});

test('half a character in a message does not spoil the file', async () => {
  const finding = { ...shell, message: 'cut \ud83d' };
  const { json } = await writeReports(temporaryFolder(), 'x', reportOf({ findings: [finding] }));
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    findings: [{ message: 'cut \ufffd' }],
  });
});

test('what cannot be written is told, and nothing half is left', async () => {
  const directory = temporaryFolder();
  mkdirSync(join(directory, 'lint.sarif'));
  await expect(writeReports(directory, 'lint', reportOf({}))).rejects.toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(directory)).toEqual(['lint.sarif']);
});
