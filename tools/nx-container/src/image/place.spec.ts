import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { beginRun, forgetOld, settleAt } from './place.ts';

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-place-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'of'), name);
  }
  return folder;
}

test('a run takes away what one left that was killed, and leaves the others alone', async () => {
  const folder = folderWith('run-killed', 'run-other', 'image-1');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  for (const name of ['run-killed', 'image-1']) {
    utimesSync(join(folder, name), twoDaysAgo, twoDaysAgo);
  }
  const run = await beginRun(folder);
  expect(readdirSync(folder).sort()).toEqual(['image-1', 'run-other', basename(run)].sort());
  expect(await beginRun(join(folder, 'new/folder'))).toContain('/new/folder/run-');
});

test('what another run has put there stays', async () => {
  const folder = folderWith('draft', 'other');
  await settleAt(join(folder, 'draft'), join(folder, 'place'));
  expect(existsSync(join(folder, 'place/of'))).toBe(true);
  await settleAt(join(folder, 'other'), join(folder, 'place'));
  expect(existsSync(join(folder, 'other'))).toBe(true);
  await expect(settleAt(join(folder, 'nowhere'), join(folder, 'place'))).rejects.toThrow('ENOENT');
});

test('the newest are kept, and the one in use, and everything of another kind', async () => {
  const folder = folderWith('image-0', 'run-1');
  let last = 0;
  for (const name of ['image-1', 'image-2', 'image-3', 'image-4']) {
    const path = join(folder, name);
    mkdirSync(path);
    // The clock of a file system is coarse: each is changed until it is younger than the one before.
    while (statSync(path).ctimeMs <= last) chmodSync(path, 0o755);
    last = statSync(path).ctimeMs;
  }
  await forgetOld(folder, 'image-', join(folder, 'image-0'));
  expect(readdirSync(folder).sort()).toEqual(['image-0', 'image-3', 'image-4', 'run-1']);
});
