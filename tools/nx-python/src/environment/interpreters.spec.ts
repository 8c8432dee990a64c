import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findInterpreter } from './interpreters.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-interpreters-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** A program in place of an interpreter, which says that it is of that version. */
function interpreter(path: string, script: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const found = (version: string, path = 'bin') =>
  findInterpreter(version, {
    PATH: path
      .split(':')
      .map((part) => join(folder, part))
      .join(':'),
    PYENV_ROOT: join(folder, 'pyenv'),
  });

describe('an interpreter', () => {
  test('is found on PATH and says its whole version', () => {
    const program = interpreter('bin/python3.9', 'echo 3.9.18');
    expect(found('3.9')).toEqual({ program, version: '3.9.18' });
  });

  test('is found among those of pyenv', () => {
    const program = interpreter('pyenv/versions/3.9.18/bin/python3.9', 'echo 3.9.18');
    expect(found('3.9')).toEqual({ program, version: '3.9.18' });
  });

  test('on PATH comes before one of pyenv, and the first on PATH before the second', () => {
    interpreter('pyenv/versions/3.9.18/bin/python3.9', 'echo 3.9.18');
    interpreter('second/python3.9', 'echo 3.9.2');
    const program = interpreter('first/python3.9', 'echo 3.9.1');
    expect(found('3.9', 'first:second')).toEqual({ program, version: '3.9.1' });
  });

  test('of another version is not taken for it', () => {
    interpreter('bin/python3.10', 'echo 3.10.13');
    interpreter('pyenv/versions/3.10.13/bin/python3.10', 'echo 3.10.13');
    expect(found('3.9')).toBeUndefined();
    expect(found('3.1')).toBeUndefined();
  });

  test('is started without the variables and packages of its user', () => {
    interpreter('bin/python3.9', '[ "$1" = -I ] && echo 3.9.18');
    expect(found('3.9')?.version).toBe('3.9.18');
  });
});

describe('a program that only has the name', () => {
  test.each([
    ['says another version', 'echo 3.10.13'],
    ['says a longer minor version', 'echo 3.91.0'],
    ['says nothing', 'exit 0'],
    ['says it and fails', 'echo 3.9.18; exit 1'],
    ['says it on the wrong stream', 'echo 3.9.18 >&2'],
    ['crashes', 'kill -SEGV $$'],
    [
      'is a shim whose version is switched off',
      'echo "pyenv: python3.9: command not found" >&2; exit 127',
    ],
    ['talks before it answers', 'echo "Welcome!"; echo 3.9.18'],
  ])('%s: the next one answers', (_, script) => {
    interpreter('bin/python3.9', script);
    expect(found('3.9')).toBeUndefined();
    const program = interpreter('pyenv/versions/3.9.18/bin/python3.9', 'echo 3.9.18');
    expect(found('3.9')).toEqual({ program, version: '3.9.18' });
  });

  test('is no program at all', () => {
    interpreter('bin/python3.9', '');
    writeFileSync(join(folder, 'bin/python3.9'), 'not a program', { mode: 0o755 });
    expect(found('3.9')).toBeUndefined();
  });
});

test.each(['', '3', '3.', '2.7', '3.9.18', '3.100', '../3.9', '3.9;id', '3.*'])(
  'what is no minor version of Python 3 is not looked for: %j',
  (version) => {
    interpreter(`bin/python${version.replaceAll('/', '')}`, 'echo 3.9.18');
    expect(found(version)).toBeUndefined();
  },
);

test('a machine without a home for pyenv has only PATH', () => {
  expect(
    findInterpreter('3.9', { PATH: folder, PYENV_ROOT: join(folder, 'none') }),
  ).toBeUndefined();
  expect(findInterpreter('3.9', { PYENV_ROOT: folder })).toBeUndefined();
});
