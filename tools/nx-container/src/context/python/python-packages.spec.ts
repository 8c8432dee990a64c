import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pythonPackages } from './python-packages.ts';

function folderWith(metadata: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-installed-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [entry, text] of Object.entries(metadata)) {
    mkdirSync(join(folder, entry));
    writeFileSync(join(folder, entry, 'METADATA'), text);
  }
  return folder;
}

test('packages are named as they name themselves, in order', async () => {
  const one = folderWith({
    'typing_extensions-4.15.0.dist-info':
      'Metadata-Version: 2.4\nName: typing_extensions\nVersion: 4.15.0\n\nName: other\n',
    kit: 'Name: kit\nVersion: 1\n',
  });
  const other = folderWith({ 'h11-0.16.0.dist-info': 'Name: h11\r\nVersion: 0.16.0\r\n\r\nwords' });
  expect(await pythonPackages([one, other])).toEqual([
    { name: 'h11', version: '0.16.0' },
    { name: 'typing_extensions', version: '4.15.0' },
  ]);
});

test('one that does not say what it is cannot be compared with a scan', async () => {
  const folder = folderWith({ 'kit-1.dist-info': 'Name: kit\n\nVersion: 1\n' });
  await expect(pythonPackages([folder])).rejects.toThrow('kit-1.dist-info');
});
