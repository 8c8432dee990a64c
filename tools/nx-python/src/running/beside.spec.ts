import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beside } from './beside.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-beside-'));
  for (const file of [
    'uv.lock',
    'docs/use.md',
    'apps/pump/a.py',
    'apps/valve/b.py',
    'libs/x/c.py',
  ]) {
    plant(file);
  }
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function plant(file: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
}

test('all that leads to no target, and nothing inside of one', () => {
  const { folders = [], files } = beside(root, ['apps/pump', 'libs/x']) ?? {};
  expect([...folders].sort()).toEqual(['apps/valve', 'docs']);
  expect(files).toEqual(['uv.lock']);
});

test.each(['a*', 'a,b', 'a[b]', '{a}', '!a', 'a?'])(
  'a name that could be a pattern: %s',
  (name) => {
    plant(`${name}/file`);
    expect(beside(root, ['apps/pump'])).toBeUndefined();
  },
);
