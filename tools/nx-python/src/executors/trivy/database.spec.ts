import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { locateTrivyDatabase } from './database.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'modax-trivy-'));
  return () => {
    rmSync(cache, { recursive: true });
  };
});

function plant(folder: string, ...files: readonly string[]): void {
  mkdirSync(join(folder, 'db'), { recursive: true });
  for (const file of files) writeFileSync(join(folder, 'db', file), '{}');
}

test('the database lies where TRIVY_CACHE_DIR says', () => {
  plant(cache, 'metadata.json', 'trivy.db');
  expect(locateTrivyDatabase('', { TRIVY_CACHE_DIR: cache })).toEqual({ database: cache });
});

test('else in the folder for caches', () => {
  plant(join(cache, 'trivy'), 'metadata.json', 'trivy.db');
  expect(locateTrivyDatabase('', { XDG_CACHE_HOME: cache })).toEqual({
    database: join(cache, 'trivy'),
  });
});

test.each([[[]], [['metadata.json']], [['trivy.db']]])(
  'half a database is none: %j',
  (files: readonly string[]) => {
    plant(cache, ...files);
    expect(locateTrivyDatabase('', { TRIVY_CACHE_DIR: cache })).toEqual({});
  },
);
