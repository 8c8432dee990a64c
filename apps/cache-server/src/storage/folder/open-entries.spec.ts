import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OpenEntries, type OpenEntry } from './open-entries.ts';

test('bodies are held while there is memory for them, those that were opened last', () => {
  const entries = new OpenEntries(10, 250);
  onTestFinished(() => {
    entries.close();
  });
  for (const name of ['a', 'b', 'c']) entries.keep(name, entryOf(100));
  const held = () => ['a', 'b', 'c'].map((name) => entries.get(name)?.body?.length);
  expect(held()).toEqual([undefined, 100, 100]);
  entries.keep('a', entryOf(150));
  expect(held()).toEqual([150, undefined, 100]);
  entries.drop('a');
  entries.keep('b', entryOf(150));
  expect(held()).toEqual([undefined, 150, 100]);
  entries.keep('c', entryOf(251));
  expect(held()).toEqual([undefined, undefined, undefined]);
});

function entryOf(size: number): OpenEntry {
  const folder = mkdtempSync(join(tmpdir(), 'modax-open-'));
  const file = join(folder, 'entry');
  writeFileSync(file, '');
  const descriptor = openSync(file, 'r');
  rmSync(folder, { recursive: true });
  return { descriptor, size, checksum: 0, body: Buffer.alloc(size) };
}
