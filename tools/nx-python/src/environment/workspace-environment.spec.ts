import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { lockDigest, stamp, workspaceEnvironment } from './workspace-environment.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-environment-'));
  mkdirSync(join(root, '.venv'));
  writeFileSync(join(root, 'uv.lock'), 'version = 1\n');
  return () => {
    rmSync(root, { recursive: true });
  };
});

const installed = (text: string) => {
  writeFileSync(join(root, stamp), text);
};

test('the environment of the lock as it stands judges', () => {
  installed(`anything\nlock ${lockDigest(root)}\n`);
  expect(workspaceEnvironment(root)).toEqual({ environment: join(root, '.venv') });
});

test('one of another lock does not', () => {
  installed(`lock ${lockDigest(root)}\n`);
  writeFileSync(join(root, 'uv.lock'), 'version = 1\nrevision = 2\n');
  expect(workspaceEnvironment(root)).toMatchObject({
    problem: {
      code: 'ENVIRONMENT_BROKEN',
      message: 'the Python environment was made from another uv.lock',
      remedy: 'Run `npm run setup`.',
    },
  });
});

test.each([undefined, '', 'lock', 'lock \n', ' lock abc'])(
  'one that was not set up to its end does not: %j',
  (text) => {
    if (text !== undefined) installed(text);
    expect(workspaceEnvironment(root)).toMatchObject({
      problem: {
        code: 'ENVIRONMENT_BROKEN',
        message: 'the Python environment was not set up, or not to its end',
      },
    });
  },
);

test('the digest is that of the bytes of the lock', () => {
  expect(lockDigest(root)).toBe('dbab12665d98aef021ba64953c61b0ed8a908cfb56a1c01e2fcb4b052b71a2a1');
});
