import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { hasFile, pythonFolders } from './project-files.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'modax-files-'));
  return () => {
    rmSync(project, { recursive: true });
  };
});

function plant(path: string): void {
  mkdirSync(join(project, dirname(path)), { recursive: true });
  writeFileSync(join(project, path), '');
}

describe('a file to judge', () => {
  test.each(['flow.py', 'src/pump/flow.py', 'tests/unit/deep/test_flow.py', '.hidden/flow.py'])(
    'is %s',
    (path) => {
      plant(path);
      expect(hasFile(project, '.py')).toBe(true);
    },
  );

  test.each([
    '.venv/lib/site-packages/other.py',
    'src/node_modules/other.py',
    'src/pump/__pycache__/flow.py',
    'dist/flow.py',
    'reports/flow.py',
    '.git/hooks/hook.py',
  ])('is not %s, which others wrote', (path) => {
    plant(path);
    expect(hasFile(project, '.py')).toBe(false);
  });

  test('is neither a folder with such a name nor a file with another', () => {
    mkdirSync(join(project, 'folder.py'));
    plant('README.md');
    plant('src/flow.pyc');
    expect(hasFile(project, '.py')).toBe(false);
    expect(hasFile(project, '')).toBe(true);
  });

  test('is not in an empty folder, nor behind a link that leads in a circle', () => {
    expect(hasFile(project, '')).toBe(false);
    mkdirSync(join(project, 'src'));
    symlinkSync('..', join(project, 'src/circle'));
    expect(hasFile(project, '.py')).toBe(false);
  });
});

describe('the folders with Python', () => {
  test.each([
    [
      ['src', 'tests'],
      ['src', 'tests'],
    ],
    [['src'], ['src']],
    [
      ['tests', 'scripts', 'src', '.venv'],
      ['src', 'scripts', 'tests'],
    ],
    [['tests'], ['.']],
    [['pump', 'tests'], ['.']],
    [[], ['.']],
  ])('of a project with %j are %j', (present, expected) => {
    for (const folder of present) plant(`${folder}/flow.py`);
    expect(pythonFolders(project)).toEqual(expected);
  });

  test('include a file that lies beside them', () => {
    for (const file of ['src/flow.py', 'setup.py', 'docs/README.md']) plant(file);
    expect(pythonFolders(project)).toEqual(['src', 'setup.py']);
  });
});
