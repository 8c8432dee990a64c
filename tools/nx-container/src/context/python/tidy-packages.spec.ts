import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tidyPackages } from './tidy-packages.ts';

function folderWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-tidy-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

const listed = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('what tells of the machine is gone, what is of the package stays', async () => {
  const folder = folderWith([
    'bin/uvicorn',
    '.lock',
    'uvicorn/bin/run.py',
    'uvicorn/RECORD',
    'uvicorn-1.0.dist-info/METADATA',
    'uvicorn-1.0.dist-info/RECORD',
    'uvicorn-1.0.dist-info/INSTALLER',
    'uvicorn-1.0.dist-info/REQUESTED',
    'uvicorn-1.0.dist-info/direct_url.json',
    'uvicorn-1.0.dist-info/licenses/LICENSE',
  ]);
  await tidyPackages(folder);
  expect(listed(folder)).toEqual([
    'uvicorn-1.0.dist-info/METADATA',
    'uvicorn-1.0.dist-info/licenses/LICENSE',
    'uvicorn/RECORD',
    'uvicorn/bin/run.py',
  ]);
});

test('times and permissions are the same on every machine', async () => {
  const folder = folderWith(['kit/a.py', 'kit/run.sh']);
  chmodSync(join(folder, 'kit/a.py'), 0o664);
  chmodSync(join(folder, 'kit/run.sh'), 0o775);
  chmodSync(join(folder, 'kit'), 0o700);
  await tidyPackages(folder);
  const states = ['.', 'kit', 'kit/a.py', 'kit/run.sh'].map((path) => {
    const { mode, mtimeMs } = statSync(join(folder, path));
    return [path, (mode & 0o777).toString(8), new Date(mtimeMs).toISOString().slice(0, 10)];
  });
  expect(states).toEqual([
    ['.', '755', '1980-01-01'],
    ['kit', '755', '1980-01-01'],
    ['kit/a.py', '644', '1980-01-01'],
    ['kit/run.sh', '755', '1980-01-01'],
  ]);
});
