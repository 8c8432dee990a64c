import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { audit } from './audit.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-audit-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** A program that stands in for zizmor, and ends each of its two looks as it is told. */
function zizmor({ sarif, looks = 0, ends = 0 }: { sarif: string; looks?: number; ends?: number }) {
  const program = join(folder, 'zizmor');
  writeFileSync(join(folder, 'sarif'), sarif);
  writeFileSync(
    program,
    `#!/bin/sh\necho "$*" >> asked\ncase "$*" in *--format=sarif*) cat sarif; exit ${looks};; esac\nexit ${ends}\n`,
    { mode: 0o755 },
  );
  return program;
}

function plant(text: string): string {
  mkdirSync(join(folder, 'reports/workspace'), { recursive: true });
  const report = join(folder, 'reports/workspace/audit-workflows.sarif');
  writeFileSync(report, text);
  return report;
}

const FOUND = { runs: [{ results: [{ ruleId: 'zizmor/unpinned-uses' }] }] };

describe('The look at the workflows', () => {
  it('leaves what it finds, and ends as zizmor does', () => {
    const report = plant('of an earlier run');
    const found = zizmor({ sarif: JSON.stringify(FOUND), ends: 14 });
    expect(audit(folder, found)).toBe(14);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual(FOUND);
  });

  it('asks both times for the same', () => {
    expect(audit(folder, zizmor({ sarif: '{"runs":[]}' }))).toBe(0);
    const [first, second] = readFileSync(join(folder, 'asked'), 'utf8').split('\n');
    expect(second).toBe('--offline --no-progress --no-config --persona=auditor .github');
    expect(first).toBe(`--format=sarif --quiet --no-exit-codes ${second ?? ''}`);
  });

  it('leaves nothing of what the files say', () => {
    const region = { startLine: 1, snippet: { text: 'token: hunter2' } };
    expect(audit(folder, zizmor({ sarif: JSON.stringify({ runs: [{ region }] }) }))).toBe(0);
    const text = readFileSync(join(folder, 'reports/workspace/audit-workflows.sarif'), 'utf8');
    expect(JSON.parse(text)).toEqual({ runs: [{ region: { startLine: 1 } }] });
  });

  it('fails when zizmor has not looked, and leaves nothing of an earlier run', () => {
    const report = plant('of an earlier run');
    expect(audit(folder, zizmor({ sarif: '', looks: 3 }))).toBe(3);
    expect(existsSync(report)).toBe(false);
  });

  it('fails when there is no zizmor, and when it writes something else', () => {
    expect(() => audit(folder, join(folder, 'nothing'))).toThrow('ENOENT');
    expect(() => audit(folder, zizmor({ sarif: 'Welcome!' }))).toThrow();
  });
});
