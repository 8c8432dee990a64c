import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findOnPath, programFile } from './program-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-programs-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

function program(path: string, script = 'exit 0'): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('a program on PATH', () => {
  test('is the first that can be executed', () => {
    const first = program('one/tool');
    program('two/tool');
    expect(findOnPath('tool', `${folder}/none:${folder}/one:${folder}/two`)).toBe(first);
  });

  test('is neither a folder, nor a file without the right to run, nor a broken link', () => {
    mkdirSync(join(folder, 'one/tool'), { recursive: true });
    chmodSync(program('two/tool'), 0o644);
    mkdirSync(join(folder, 'three'));
    symlinkSync('nowhere', join(folder, 'three/tool'));
    const path = `${folder}/one:${folder}/two:${folder}/three`;
    expect(findOnPath('tool', path)).toBeUndefined();
    const linked = join(folder, 'four/tool');
    mkdirSync(dirname(linked));
    symlinkSync(program('five/tool'), linked);
    expect(findOnPath('tool', `${path}:${folder}/four`)).toBe(linked);
  });

  test.each([undefined, '', ':', '.', 'bin', './bin:../bin'])(
    'is never one of the working folder: %j',
    (path) => {
      expect(findOnPath('package.json', path)).toBeUndefined();
    },
  );
});

describe('the file of a program', () => {
  const place = () => ({ workspaceRoot: folder, environment: join(folder, '.venvs/3.9') });

  test('is that of the Python environment, whether or not it is there', () => {
    program('path/flake8');
    expect(programFile('flake8', place(), { PATH: join(folder, 'path') })).toBe(
      join(folder, '.venvs/3.9/bin/flake8'),
    );
  });

  test("is the machine's own Trivy before the locked one", () => {
    const locked = join(folder, '.venv/bin/trivy');
    expect(programFile('trivy', place(), { PATH: join(folder, 'path') })).toBe(locked);
    const own = program('path/trivy');
    expect(programFile('trivy', place(), { PATH: join(folder, 'path') })).toBe(own);
  });

  test('is the uv of the set-up before one on PATH', () => {
    const installed = join(folder, '.modax/uv/bin/uv');
    expect(programFile('uv', place(), {})).toBe(installed);
    const onPath = program('path/uv');
    expect(programFile('uv', place(), { PATH: join(folder, 'path') })).toBe(onPath);
    program('.modax/uv/bin/uv');
    expect(programFile('uv', place(), { PATH: join(folder, 'path') })).toBe(installed);
  });
});
