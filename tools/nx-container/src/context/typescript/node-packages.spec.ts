import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodePackages } from './node-packages.ts';

function folderWith(manifests: Readonly<Record<string, object>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-node-packages-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [path, manifest] of Object.entries(manifests)) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
  }
  return folder;
}

test('packages are found at any depth and named as they name themselves, those that are linked left out', async () => {
  const folder = folderWith({
    'node_modules/pino': { name: 'pino', version: '10.4.0' },
    'node_modules/pino/node_modules/split2': { name: 'split2', version: '4.2.0' },
    'node_modules/@scope/kit': { name: '@scope/kit', version: '1.0.0' },
    'libs/own': { name: '@modax/own', version: '0.0.0' },
  });
  const link = join(folder, 'node_modules/@modax/own');
  mkdirSync(dirname(link));
  symlinkSync('../../libs/own', link);
  expect(await nodePackages(folder)).toEqual([
    { name: '@scope/kit', version: '1.0.0' },
    { name: 'pino', version: '10.4.0' },
    { name: 'split2', version: '4.2.0' },
  ]);
});

test('there are none where there is no folder of them', async () => {
  expect(await nodePackages(folderWith({}))).toEqual([]);
});

test('one that does not say what it is cannot be compared with a scan', async () => {
  const folder = folderWith({ 'node_modules/pino': { name: 'pino' } });
  await expect(nodePackages(folder)).rejects.toThrow('node_modules/pino');
});
