import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-trivy-key-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** What the key of a scan holds on a machine with these variables. */
function key(variables: Readonly<Record<string, string>> = {}): string {
  const script = join(import.meta.dirname, 'cache-key.ts');
  const { stdout, status } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { PATH: '', HOME: folder, ...variables },
  });
  expect(status).toBe(0);
  return stdout;
}

test('a machine without a Trivy and a database of its own', () => {
  expect(key()).toBe('locked trivy\nno database\nbuilt-in checks\n');
});

test("the version of the machine's own Trivy", () => {
  const script = '#!/bin/sh\necho "Version: 0.99.0"\n';
  writeFileSync(join(folder, 'trivy'), script, { mode: 0o755 });
  expect(key({ PATH: folder })).toBe('Version: 0.99.0\nno database\nbuilt-in checks\n');
});

test('the day of its database', () => {
  mkdirSync(join(folder, 'db'));
  writeFileSync(join(folder, 'db/trivy.db'), '');
  writeFileSync(join(folder, 'db/metadata.json'), '{"UpdatedAt":"2026-11-23T00:00:00Z"}');
  expect(key({ TRIVY_CACHE_DIR: folder })).toBe(
    'locked trivy\n{"UpdatedAt":"2026-11-23T00:00:00Z"}\nbuilt-in checks\n',
  );
});

test('the checks that someone has fetched', () => {
  mkdirSync(join(folder, 'policy'));
  writeFileSync(join(folder, 'policy/metadata.json'), '{"Digest":"sha256:1"}');
  expect(key({ TRIVY_CACHE_DIR: folder })).toContain('\n{"Digest":"sha256:1"}\n');
});
