import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { exceptionsFile, readExceptions } from './exceptions-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-exceptions-'));
  return () => {
    rmSync(root, { recursive: true });
  };
});

const exception = (expires: string) => ({
  tool: 'bandit',
  rule: 'B602',
  path: 'apps/pump/src/pump/shell.py',
  reason: 'The name comes from a closed list.',
  owner: '@modax/control',
  expires,
});

const write = (content: unknown) => {
  writeFileSync(join(root, exceptionsFile), JSON.stringify(content));
};

describe('the exceptions of a workspace', () => {
  test('are those of its file', () => {
    write({ exceptions: [exception('2026-12-31')] });
    expect(readExceptions(root, '2026-11-23')).toEqual({ exceptions: [exception('2026-12-31')] });
  });

  test('are none without the file', () => {
    expect(readExceptions(root, '2026-11-23')).toEqual({ exceptions: [] });
  });

  test('are a problem with the name of the file where it is not as it must be', () => {
    write({ exceptions: [{}] });
    const read = readExceptions(root, '2026-11-23');
    expect('problems' in read && read.problems[0]).toMatchObject({
      code: 'EXCEPTIONS_INVALID',
      where: { path: 'exceptions.json' },
    });
  });

  test('are not none because the file cannot be read', () => {
    mkdirSync(join(root, exceptionsFile));
    expect(() => readExceptions(root, '2026-11-23')).toThrow('EISDIR');
  });
});
