import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireSeen } from './hook.ts';

test('a hook that did not look at the change was not measured', () => {
  const root = mkdtempSync(join(tmpdir(), 'modax-bench-hook-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const [workspace, changedFile] = [{ root, env: {} }, 'apps/pump/app.py'];
  const seen = join(root, '.git/modax-hooks/tree', changedFile);
  const check = (): void => {
    requireSeen(workspace, { names: [], folders: [], changedFile });
  };
  for (const file of [join(root, changedFile), seen]) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(join(root, changedFile), 'new');
  expect(check).toThrow('the hook has not looked at apps/pump/app.py');
  writeFileSync(seen, 'old');
  expect(check).toThrow('has not looked');
  writeFileSync(seen, 'new');
  expect(check).not.toThrow();
});
