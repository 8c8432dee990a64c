import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { permissionsOf } from './access/scope.ts';
import { NxClone } from './testing/nx-clone.ts';
import { RunningCache } from './testing/running-cache.ts';

/*
 * CVE-2025-36852, end to end with a real Nx: the hash of a task says nothing of who runs it, so that a pull request can
 * build what `main` will build, in its own way and before it.
 */

const HOLDERS = {
  main: permissionsOf.trusted,
  developer: permissionsOf.reader,
  attacker: permissionsOf.pullRequest(666),
  other: permissionsOf.pullRequest(7),
};

let cache: RunningCache<keyof typeof HOLDERS>;
beforeEach(async () => {
  cache = await RunningCache.start(HOLDERS);
});
afterEach(() => cache.stop());

/** What a fresh clone of somebody has after its build. */
async function builtBy(who: string, token: string) {
  const clone = new NxClone();
  onTestFinished(() => {
    clone.remove();
  });
  const { code, result, isRemote } = await clone.build(cache.address, token, { BUILT_BY: who });
  expect(code).toBe(0);
  return { result: result?.split(' ')[0], isRemote };
}

describe('a pull request that builds before main does, and poisons what it makes', () => {
  test('is read by itself alone', async () => {
    const { attacker, main, developer, other } = cache.tokens;
    expect(await builtBy('attacker', attacker)).toEqual({ result: 'attacker', isRemote: false });
    expect(await builtBy('main', main)).toEqual({ result: 'main', isRemote: false });
    expect(await builtBy('developer', developer)).toEqual({ result: 'main', isRemote: true });
    expect(await builtBy('other', other)).toEqual({ result: 'main', isRemote: true });
    expect(await builtBy('attacker', attacker)).toEqual({ result: 'attacker', isRemote: true });
  });

  test('would be read by all, had it a token of main: so the test before tells something', async () => {
    const { main, developer } = cache.tokens;
    expect(await builtBy('attacker', main)).toEqual({ result: 'attacker', isRemote: false });
    expect(await builtBy('developer', developer)).toEqual({ result: 'attacker', isRemote: true });
  });

  test('gets nowhere after main either: it reads what main has built', async () => {
    const { attacker, main } = cache.tokens;
    expect(await builtBy('main', main)).toEqual({ result: 'main', isRemote: false });
    expect(await builtBy('attacker', attacker)).toEqual({ result: 'main', isRemote: true });
  });
});

describe('a build goes on', () => {
  test('with a token that may store nothing', async () => {
    expect(await builtBy('developer', cache.tokens.developer)).toEqual({
      result: 'developer',
      isRemote: false,
    });
  });
});
