import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FolderEntries } from '../storage/folder/folder-entries.ts';
import { FolderStore } from '../storage/folder/folder-store.ts';
import { fileOf, placesIn } from '../storage/folder/places.ts';
import type { EntryKey } from '../storage/store.ts';
import { bytesOf, store } from '../testing/store-contract.ts';
import { administer } from './administer.ts';
import { parseCommandLine } from './command-line.ts';

const LIMITS = { bytes: 2e9, untrustedBytes: 1e9, age: 1e12 };
const NOW = Date.parse('2026-11-26T12:00:00Z');

let folder: string;
let printed: string;
let told: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-administer-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

async function done(line: string, { limits = LIMITS, signal = new AbortController().signal } = {}) {
  printed = '';
  told = '';
  return administer(parseCommandLine(line.split(' ')), {
    tokenFile: join(folder, 'tokens.json'),
    limits,
    entries: () => FolderEntries.in(folder),
    now: () => NOW,
    signal,
    print: (text) => {
      printed += text;
    },
    tell: (text) => {
      told += text;
    },
  });
}

/** Entries as a server has stored them. */
async function filled(keys: readonly EntryKey[]): Promise<void> {
  const surroundings = { now: () => NOW, observe: () => undefined };
  const to = await FolderStore.open(folder, LIMITS, surroundings);
  for (const key of keys) await store(to, key, bytesOf(1000));
  await to.close();
}

const trusted = (hash: string): EntryKey => ({ scope: 'trusted', hash });

describe('tokens', () => {
  test('are made, listed and ended', async () => {
    expect(await done('token list')).toBe(0);
    expect(printed).toBe('there are no tokens\n');
    expect(await done('token create --for CI --scope trusted --days 2')).toBe(0);
    const [, id = ''] = /^modax_([0-9a-f]{12})_[\w-]{43}\n$/.exec(printed) ?? [];
    expect(told).toBe(`token ${id}: writes trusted, reads trusted. It is shown this once.\n`);
    await done('token list');
    expect(printed).toBe(
      [
        'id            what it may do                 state                                  for',
        `${id}  writes trusted, reads trusted  active until 2026-11-28T12:00:00.000Z  CI`,
        '',
      ].join('\n'),
    );
    expect(await done(`token revoke ${id}`)).toBe(0);
    await done('token list --json');
    expect(JSON.parse(printed)).toEqual([
      {
        id,
        name: 'CI',
        scopes: 'writes trusted, reads trusted',
        state: 'revoked 2026-11-26T12:00:00.000Z',
      },
    ]);
  });

  test('that were never made cannot be ended', async () => {
    await expect(done('token revoke 0123456789ab')).rejects.toThrow('there is no token');
  });
});

describe('entries', () => {
  test('are counted by whose they are', async () => {
    await filled([trusted('1'), trusted('2'), { scope: 'pr-7', hash: '1' }]);
    expect(await done('stats')).toBe(0);
    expect(printed).toBe(
      [
        'scope          entries  MiB',
        'trusted              2  0.0',
        'pull requests        1  0.0',
        '',
      ].join('\n'),
    );
    await done('stats --json');
    expect(JSON.parse(printed)).toEqual([
      { scope: 'trusted', entries: 2, bytes: 2048 },
      { scope: 'pull requests', entries: 1, bytes: 1024 },
    ]);
  });

  test('are all read, and one that is damaged fails the command and is set aside', async () => {
    await filled([trusted('1'), trusted('2')]);
    expect(await done('verify')).toBe(0);
    expect(printed).toBe('2 entries, 0 damaged\n');
    truncateSync(fileOf(placesIn(folder), trusted('2')), 100);
    expect(await done('verify')).toBe(1);
    expect(printed).toBe('2 entries, 1 damaged\n  trusted/2\n');
    expect(readdirSync(join(folder, 'quarantine'))).toEqual(['trusted-2']);
    expect(await done('verify --json')).toBe(0);
    expect(JSON.parse(printed)).toEqual({ entries: 1, damaged: [] });
  });

  test('above the limits are taken out', async () => {
    await filled([trusted('1'), trusted('2'), trusted('3')]);
    expect(
      await done('prune --json', { limits: { ...LIMITS, bytes: 2500, untrustedBytes: 0 } }),
    ).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ entries: 3, removed: [expect.any(String)] });
    await done('stats --json');
    expect(JSON.parse(printed)).toMatchObject([{ entries: 2 }, { entries: 0 }]);
  });

  test('are left alone by a command that is interrupted', async () => {
    await filled([trusted('1')]);
    const signal = AbortSignal.abort();
    expect(await done('verify', { signal })).toBe(130);
    expect(await done('prune', { signal, limits: { ...LIMITS, bytes: 0 } })).toBe(130);
    await done('stats --json');
    expect(JSON.parse(printed)).toMatchObject([{ entries: 1 }, { entries: 0 }]);
  });
});

test('help says what there is', async () => {
  expect(await done('--help')).toBe(0);
  expect(printed).toContain('token create --for TEXT --scope SCOPE');
});
