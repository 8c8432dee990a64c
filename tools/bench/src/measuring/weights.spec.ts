import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobsOf, weightOf } from './weights.ts';

test('only what the image before did not have is pushed', () => {
  const before = new Map([
    ['base', 100],
    ['packages', 10],
  ]);
  const after = new Map([
    ['base', 100],
    ['changed', 11],
  ]);
  expect(weightOf(after, before)).toEqual({
    imageBytes: 111,
    pushedBytes: 11,
    pushedBlobs: 1,
  });
  expect(weightOf(before, before)).toEqual({
    imageBytes: 110,
    pushedBytes: 0,
    pushedBlobs: 0,
  });
});

test('the blobs of a layout are its files; a layout without any holds no image', () => {
  const layout = mkdtempSync(join(tmpdir(), 'modax-bench-layout-'));
  onTestFinished(() => {
    rmSync(layout, { recursive: true });
  });
  expect(() => blobsOf(layout)).toThrow('holds no image');
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  expect(() => blobsOf(layout)).toThrow('holds no image');
  writeFileSync(join(layout, 'blobs/sha256/abc'), 'four');
  expect(blobsOf(layout)).toEqual(new Map([['abc', 4]]));
});
