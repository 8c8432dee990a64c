import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sourcesDigest } from './sources-digest.ts';

const digestOf = (files: Readonly<Record<string, string>>) => {
  const root = mkdtempSync(join(tmpdir(), 'modax-sources-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return sourcesDigest(root, { paths: ['src', 'uv.lock'], without: ['src/**/testing/**'] });
};

test('is of every file, its name and its text, and of nothing beside them', async () => {
  const files = { 'src/a/b.py': 'b', 'uv.lock': '' };
  const beside = { 'README.md': '', 'src/__pycache__/b.pyc': '1', 'src/a/testing/stub.ts': '' };
  const same = await digestOf({ ...files, ...beside });
  expect(same).toBe(await digestOf(files));
  const digests = await Promise.all([
    digestOf(files),
    digestOf({ ...files, 'src/a/b.py': 'c' }),
    digestOf({ ...files, 'src/a/c.py': '' }),
    digestOf({ 'src/a/c.py': 'b', 'uv.lock': '' }),
    digestOf({ 'src/a/b.py': 'b' }),
  ]);
  expect(new Set(digests).size).toBe(digests.length);
});
