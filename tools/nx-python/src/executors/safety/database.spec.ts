import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { repository } from '../../testing/sample-workspace.ts';
import { locateSafetyDatabase } from './database.ts';

let environment: string;
beforeEach(() => {
  environment = mkdtempSync(join(tmpdir(), 'modax-safety-'));
  return () => {
    rmSync(environment, { recursive: true });
  };
});

function plant(insecure: string): string {
  const database = join(environment, 'lib/python3.11/site-packages/safety_db');
  mkdirSync(database, { recursive: true });
  writeFileSync(join(database, 'insecure.json'), insecure);
  return database;
}

test('an environment without the package has no database', () => {
  expect(locateSafetyDatabase(environment)).toEqual({});
});

test('the database lies in the environment and knows the day of its advisories', () => {
  const database = plant('{ "$meta": { "timestamp": 1625119201 } }');
  expect(locateSafetyDatabase(environment)).toEqual({ database, gathered: '2021-07-01' });
});

test.each(['{}', '{ "$meta": { "timestamp": "yesterday" } }', 'not JSON'])(
  'the day is unknown where the database does not tell: %s',
  (insecure) => {
    const database = plant(insecure);
    expect(locateSafetyDatabase(environment)).toEqual({ database });
  },
);

test('the locked database is in the environment of this workspace', () => {
  expect(locateSafetyDatabase(join(repository, '.venv'))).toMatchObject({ gathered: '2021-07-01' });
});
