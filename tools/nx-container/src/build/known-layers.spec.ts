import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobFile, digestOf, readLayout } from '../image/layout.ts';
import { giveKnownLayers, takeUnusedLayers } from './known-layers.ts';

function write(layout: string, content: string) {
  const digest = digestOf(content);
  const file = blobFile(layout, digest);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return { mediaType: 'some', digest, size: content.length };
}

/** The folder of a project with an image of these layers, and the layout that comes next. */
function folderWith(image: string, ...layers: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'modax-known-layers-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  add(folder, image, layers);
  return { folder, next: join(folder, 'run-1/layout') };
}

function add(folder: string, image: string, layers: readonly string[]): string {
  const layout = join(folder, image);
  const config = write(layout, '{}');
  const manifest = { config, layers: layers.map((layer) => write(layout, layer)) };
  const index = { manifests: [write(layout, JSON.stringify(manifest))] };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  return layout;
}

const contents = (layout: string): readonly string[] => {
  const folder = join(layout, 'blobs/sha256');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .sort();
};

test('the layers of the newest image are there before the builder writes', async () => {
  const { folder, next } = folderWith('image-1', 'runtime', 'line 1');
  const before = statSync(join(folder, 'image-1')).ctimeMs;
  const newest = add(folder, 'image-2', ['runtime', 'line 2']);
  // The clock of a file system is coarse.
  while (statSync(newest).ctimeMs <= before) chmodSync(newest, 0o755);
  await giveKnownLayers(folder, next);
  expect(contents(next)).toEqual(['line 2', 'runtime']);
});

test('a layer that is damaged, or gone, is not among them', async () => {
  const { folder, next } = folderWith('image-1', 'runtime', 'dependencies', 'line 1');
  const file = (content: string) => blobFile(join(folder, 'image-1'), digestOf(content));
  writeFileSync(file('runtime'), 'runtimE');
  rmSync(file('line 1'));
  await giveKnownLayers(folder, next);
  expect(contents(next)).toEqual(['dependencies']);
});

test('without an image, and without one that can be read, there is none', async () => {
  const { folder, next } = folderWith('image-1', 'runtime');
  writeFileSync(join(folder, 'image-1/index.json'), '{');
  await giveKnownLayers(folder, next);
  rmSync(join(folder, 'image-1/index.json'));
  mkdirSync(join(folder, 'image-1/index.json'));
  await giveKnownLayers(folder, next);
  rmSync(join(folder, 'image-1'), { recursive: true });
  await giveKnownLayers(folder, next);
  expect(readdirSync(folder)).toEqual([]);
});

test('what an image does not use is taken out of its layout, and out of no other', async () => {
  const { folder, next } = folderWith('image-1', 'runtime', 'line 1');
  await giveKnownLayers(folder, next);
  add(folder, 'run-1/layout', ['runtime', 'line 2']);
  const image = await readLayout(next);
  if (image === undefined) throw new Error('the layout cannot be read');
  await takeUnusedLayers(next, image);
  expect(contents(next)).toHaveLength(4);
  expect(contents(next)).not.toContain('line 1');
  expect(contents(join(folder, 'image-1'))).toContain('line 1');
});
