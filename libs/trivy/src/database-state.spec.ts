import { expect, test } from 'vitest';
import { databaseState, readMetadata } from './database-state.ts';

const metadata = {
  Version: 2,
  UpdatedAt: '2026-11-20T00:00:00Z',
  NextUpdate: '2026-11-21T00:00:00Z',
};
const read = (changes: object, now = '2026-11-27T00:00:00Z') =>
  readMetadata(JSON.stringify({ ...metadata, ...changes }), new Date(now));

test('a database that is not a week old is good', () => {
  expect(read({})).toEqual({ updatedAt: '2026-11-20T00:00:00Z' });
});

test('one that nobody renewed is not: what was found since is not in it', () => {
  expect(read({}, '2026-11-27T00:00:01Z')).toMatchObject({
    code: 'DATABASE_OUTDATED',
    remedy: expect.stringContaining('--download-db-only') as string,
  });
});

test.each([
  ['of another version', { Version: 3 }],
  ['without a version', { Version: undefined }],
  ['without a day', { UpdatedAt: undefined }],
  ['without a next day', { NextUpdate: 'soon' }],
])('one %s is none', (_, changes) => {
  expect(read(changes)).toMatchObject({ code: 'DATABASE_MISSING' });
});

test('where none is, none is', async () => {
  expect(await databaseState(undefined, new Date())).toMatchObject({ code: 'DATABASE_MISSING' });
});
