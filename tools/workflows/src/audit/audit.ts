import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OUTPUT_LIMIT, WORKSPACE_REPORTS } from '../checkout.ts';

/** All that it knows without network, of everything that GitHub runs; no file can tell it to look away. */
const LOOK = ['--offline', '--no-progress', '--no-config', '--persona=auditor', '.github'];

/**
 * Looks at the workflows in a folder twice, since zizmor writes one format at a time: first for the security tab, so
 * that its report is there also when the second look, which people read, ends with a finding.
 * @returns the exit code: 0 where nothing was found
 * @throws Error when zizmor cannot be started, or writes no SARIF.
 */
export function audit(folder: string, zizmor: string): number {
  const report = join(folder, WORKSPACE_REPORTS, 'audit-workflows.sarif');
  // One of an earlier run would be taken for what is found now.
  rmSync(report, { force: true });
  const env = { ...process.env, ZIZMOR_CONFIG: undefined };
  const { status, stdout, error } = spawnSync(
    zizmor,
    ['--format=sarif', '--quiet', '--no-exit-codes', ...LOOK],
    {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: OUTPUT_LIMIT,
    },
  );
  if (error !== undefined) throw error;
  // Without exit codes for findings, this one says that it has not looked.
  if (status !== 0) return status ?? 1;
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, withoutSnippets(stdout));
  const look = spawnSync(zizmor, LOOK, { cwd: folder, env, stdio: 'inherit' });
  if (look.error !== undefined) throw look.error;
  return look.status ?? 1;
}

/** What stands around a finding may be a secret, and the security tab shows the place in the file anyway. */
function withoutSnippets(sarif: string): string {
  const log: unknown = JSON.parse(sarif, (key, value: unknown) =>
    key === 'snippet' ? undefined : value,
  );
  return `${JSON.stringify(log, null, 2)}\n`;
}
