import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

/** Runs an entry point as a step of a workflow does. */
function run(
  entry: string,
  variables: Readonly<Record<string, string>>,
  cwd?: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, entry, 'main.ts')], {
    env: variables,
    cwd,
    encoding: 'utf8',
  });
}

describe('The verdict as a step', () => {
  const plan = { result: 'success', outputs: { check: '["a"]' } };
  const needs = (result: string): string => JSON.stringify({ plan, check: { result } });

  it.each([
    ['success', 0, 'green\n', ''],
    ['failure', 1, 'not green\n', 'check: failure\n'],
  ])('after %s ends with %i', (result, status, stdout, stderr) => {
    expect(run('verdict', { NEEDS: needs(result) })).toMatchObject({ status, stdout, stderr });
  });

  it.each(['', '[]'])('ends with 2 when it is told %j', (text) => {
    const { status, stderr } = run('verdict', { NEEDS: text });
    expect(status).toBe(2);
    expect(stderr).toContain('NEEDS cannot be read');
  });
});

describe('The token as a step', () => {
  it('is empty where there is none, and says why', () => {
    expect(run('cache-token', {})).toMatchObject({
      status: 0,
      stdout: 'token=\n',
      stderr: 'without the remote cache: there is no remote cache\n',
    });
  });
});

describe('The security tab as a step', () => {
  it('is handed no stopped scan, and it says which, and nothing that is accepted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'modax-stopped-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const stopped = { runs: [{ invocations: [{ executionSuccessful: false }] }] };
    mkdirSync(join(folder, 'reports/pump'), { recursive: true });
    writeFileSync(join(folder, 'reports/pump/trivy.sarif'), JSON.stringify(stopped));
    expect(run('security-tab', {}, folder)).toMatchObject({
      status: 0,
      stderr: 'reports/pump/trivy.sarif is not handed on: its scan was stopped\n',
    });
    expect(existsSync(join(folder, 'reports/pump/trivy.sarif'))).toBe(false);
    const result = { ruleId: 'B404', suppressions: [{ kind: 'external', status: 'accepted' }] };
    const whole = join(folder, 'reports/pump/bandit.sarif');
    writeFileSync(whole, JSON.stringify({ runs: [{ results: [result] }] }));
    expect(run('security-tab', {}, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(whole, 'utf8'))).toEqual({ runs: [{ results: [] }] });
  });
});
