import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { trivyCache, trivyDatabase } from './database.ts';

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
  expect(trivyDatabase({ TRIVY_CACHE_DIR: cache })).toBe(cache);
});

test('else in the folder for caches', () => {
  plant(join(cache, 'trivy'), 'metadata.json', 'trivy.db');
  expect(trivyDatabase({ XDG_CACHE_HOME: cache }, 'linux')).toBe(join(cache, 'trivy'));
});

test('and without any word in the one of the user', () => {
  expect(trivyCache({}, 'linux')).toMatch(/\/\.cache\/trivy$/);
});

test('on a Mac in the one that a Mac has, whatever another system is told', () => {
  expect(trivyCache({ XDG_CACHE_HOME: cache }, 'darwin')).toMatch(/\/Library\/Caches\/trivy$/);
  expect(trivyCache({ TRIVY_CACHE_DIR: cache }, 'darwin')).toBe(cache);
});

test.each([[[]], [['metadata.json']], [['trivy.db']]])(
  'half a database is none: %j',
  (files: readonly string[]) => {
    plant(cache, ...files);
    expect(trivyDatabase({ TRIVY_CACHE_DIR: cache })).toBeUndefined();
  },
);
