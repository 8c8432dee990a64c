import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findRepository, type Repository } from '../repository.ts';
import { GitFolder, temporaryFolder } from '../testing/checkout.ts';
import { comparisonOf, notCheckedOut } from './base.ts';
import type { Update } from './updates.ts';

let folder: GitFolder;
let repository: Repository;

beforeEach(async () => {
  folder = new GitFolder(temporaryFolder());
  folder.git('init', '--quiet', '--initial-branch=main');
  folder.commitAll('first');
  const remote = join(temporaryFolder(), 'remote.git');
  folder.git('init', '--quiet', '--bare', remote);
  folder.git('remote', 'add', 'origin', remote);
  const signal = new AbortController().signal;
  repository = await findRepository(folder.root, folder.environment(), signal);
});

function idOf(name: string): string {
  return folder.git('rev-parse', name).trim();
}

/** A push of that name to a branch, which the remote has at another, or not at all. */
function update(name: string, remoteId?: string): Update {
  const known = remoteId === undefined ? {} : { remoteId };
  return { localRef: name, localId: idOf(name), remoteRef: 'refs/heads/any', ...known };
}

async function compared(...updates: readonly Update[]): Promise<unknown> {
  return comparisonOf(repository, 'origin', updates);
}

describe('A push is compared', () => {
  it('with nothing where the remote has nothing of it', async () => {
    expect(await compared(update('main'))).toEqual({ kind: 'everything' });
  });

  it('with what the remote has of the branch', async () => {
    const before = idOf('main');
    folder.commitAll('second');
    expect(await compared(update('main', before))).toEqual({ kind: 'base', base: before });
    expect(await compared(update('main', idOf('main')))).toEqual({ kind: 'nothing' });
    expect(await compared()).toEqual({ kind: 'nothing' });
  });

  it('with where it left what it replaces', async () => {
    const base = idOf('main');
    folder.commitAll('taken back');
    const replaced = idOf('main');
    folder.git('reset', '--quiet', '--hard', base);
    folder.commitAll('instead');
    expect(await compared(update('main', replaced))).toEqual({ kind: 'base', base });
  });

  it('with the main branch when it replaces what was never fetched', async () => {
    folder.git('push', '--quiet', 'origin', 'main');
    const base = idOf('main');
    folder.commitAll('second');
    expect(await compared(update('main', 'f'.repeat(40)))).toEqual({ kind: 'base', base });
  });

  it('with the nearest branch where the remote has no main one', async () => {
    folder.git('push', '--quiet', 'origin', 'main:refs/heads/other');
    const base = idOf('main');
    folder.commitAll('second');
    folder.commitAll('third');
    expect(await compared(update('main'))).toEqual({ kind: 'base', base });
  });

  it('of several refs with the point before all of them', async () => {
    folder.git('push', '--quiet', 'origin', 'main');
    const base = idOf('main');
    folder.commitAll('second');
    const second = idOf('main');
    folder.commitAll('third');
    folder.git('branch', 'work');
    expect(await compared(update('main', second), update('work'))).toEqual({ kind: 'base', base });
  });
});

describe('What is pushed', () => {
  it('is checked out when the working tree is built on it', async () => {
    folder.git('branch', 'behind');
    folder.git('switch', '--quiet', '--create', 'beside');
    folder.commitAll('beside');
    folder.git('switch', '--quiet', 'main');
    folder.commitAll('second');
    const updates = ['main', 'behind', 'beside'].map((name) => update(name));
    const elsewhere = await notCheckedOut(repository, updates);
    expect(elsewhere.map(({ localRef }) => localRef)).toEqual(['beside']);
  });
});
