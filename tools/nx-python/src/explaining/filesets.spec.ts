import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isFileset, withFiles } from './filesets.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-filesets-'));
  for (const file of [
    'nx.json',
    'package.json',
    'libs/web/src/a.ts',
    'libs/web/src/a.spec.ts',
    'libs/web/README.md',
    'libs/web/dist/a.js',
    'libs/web/node_modules/x/index.js',
    'libs/other/src/b.ts',
  ]) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), file);
  }
  return () => {
    rmSync(root, { recursive: true });
  };
});

test.each([
  ['web:libs/web/**/*,!libs/web/**/*.md', ['libs/web/src/a.spec.ts', 'libs/web/src/a.ts']],
  ['web:libs/web/**/*.{md,txt}', ['libs/web/README.md']],
  ['workspace:[{workspaceRoot}/nx.json,{workspaceRoot}/absent.json]', ['absent.json', 'nx.json']],
  [
    'workspace:[{workspaceRoot}/libs/*/src/**/*.ts,!{workspaceRoot}/**/*.spec.ts]',
    ['libs/other/src/b.ts', 'libs/web/src/a.ts'],
  ],
  ['workspace:[{workspaceRoot}/*]', ['nx.json', 'package.json']],
  ['web:ProjectConfiguration', []],
  ['npm:vitest', []],
  ['AllExternalDependencies', []],
  ['libs/web/src/a.ts', []],
])('%s stands for %j', (name, files) => {
  const { [name]: own, ...others } = withFiles({ [name]: 'digest' }, root);
  expect(own).toBe('digest');
  expect(
    Object.keys(others)
      .filter((file) => file !== 'libs')
      .sort(),
  ).toEqual(files);
  expect(isFileset(name)).toBe(files.length > 0);
});

test('a file has another digest when it is another', () => {
  const name = 'web:libs/web/**/*';
  const before = withFiles({ [name]: '1' }, root);
  writeFileSync(join(root, 'libs/web/src/a.ts'), 'more');
  const after = withFiles({ [name]: '1' }, root);
  const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
  expect(changed).toEqual(['libs/web/src/a.ts']);
});
