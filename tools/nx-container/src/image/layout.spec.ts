import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobFile, digestOf, readLayout } from './layout.ts';

const configuration = { digest: digestOf('{}'), size: 2 };
const layer = { digest: digestOf('layer'), size: 5 };
const manifest = JSON.stringify({ schemaVersion: 2, config: configuration, layers: [layer] });
const image = { digest: digestOf(manifest), size: manifest.length };

function layoutOf(index: unknown, stored = manifest): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-layout-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = blobFile(folder, image.digest);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stored);
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
  return folder;
}

test('the image of a layout has its digest, its configuration and its layers', async () => {
  const folder = layoutOf({ manifests: [image] });
  expect(await readLayout(folder)).toEqual({
    ...image,
    configuration,
    layers: [layer],
    user: '',
  });
});

test.each([
  ['no manifest', { manifests: [] }, manifest],
  ['two manifests', { manifests: [image, image] }, manifest],
  ['a manifest that was changed', { manifests: [image] }, `${manifest} `],
  ['a manifest that is elsewhere', { manifests: [{ digest: digestOf('x'), size: 1 }] }, manifest],
])('a layout with %s is none', async (_, index, stored) => {
  expect(await readLayout(layoutOf(index, stored))).toBeUndefined();
});

test('a folder that is not there is none', async () => {
  expect(await readLayout('/nonexistent')).toBeUndefined();
});
