import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { checkArguments, type Scope } from './nx.ts';
import { readRecord } from './run-nx.ts';

const scope: Scope = { kind: 'affected', base: 'abc' };

function recordOf(command: string): string {
  const root = temporaryFolder();
  writeFiles(root, { '.nx/cache/run.json': JSON.stringify({ run: { command }, tasks: [] }) });
  return root;
}

describe('The record of a run', () => {
  it('is taken when it is of this run', () => {
    const root = recordOf(`nx ${checkArguments(scope).join(' ')} --output-style=static`);
    expect(readRecord(root, scope)).toMatchObject({ kind: 'known' });
  });

  it('is not taken when someone else’s Nx wrote it meanwhile', () => {
    expect(readRecord(recordOf('nx run-many --targets=test'), scope)).toEqual({
      kind: 'unknown',
      why: 'another Nx run took place meanwhile: nx run-many --targets=test',
    });
  });

  it('is not taken when there is none', () => {
    expect(readRecord(temporaryFolder(), scope)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('Nx left no readable .nx/cache/run.json') as string,
    });
  });
});
