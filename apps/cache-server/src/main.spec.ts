import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';
import { beforeEach, describe, expect, test } from 'vitest';
import { permissionsOf } from './access/scope.ts';
import { bodyAt, send } from './testing/ask.ts';
import { CacheProcess, tokenFor } from './testing/cache-process.ts';
import { bytesOf } from './testing/store-contract.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-main-'));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

const MIB = 1024 * 1024;

async function ended(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const outcome = await run({
    argv: [process.execPath, join(import.meta.dirname, 'main.ts'), ...words],
    cwd: folder,
    env: cleanEnvironment(process.env, { CACHE_FOLDER: join(folder, 'cache'), ...variables }),
    deadlineMs: 60_000,
    outputLimitBytes: MIB,
  });
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  return outcome;
}

describe('a server as a process', () => {
  test('stores, ends in an orderly way, and has all of it when it starts again', async () => {
    const token = await tokenFor(folder, permissionsOf.trusted);
    const server = await CacheProcess.start(folder);
    expect(await send(server.address, token, '1', bytesOf(5000))).toBe(200);
    expect(await server.end('SIGTERM')).toBe(0);
    const again = await CacheProcess.start(folder);
    expect(await bodyAt(again.address, token, '1')).toEqual(bytesOf(5000));
    expect(await again.end('SIGTERM')).toBe(0);
  });
});

describe('what is wrong is told with a code, and what to do', () => {
  test.each([
    [['serve', 'now'], {}, 'WRONG_USE'],
    [['serve'], { PORT: 'http' }, 'SETTING_INVALID'],
    [['serve'], { CACHE_POLICY_FILE: 'missing.json' }, 'POLICY_INVALID'],
    [['serve'], { CACHE_TLS_CERTIFICATE: 'a.pem', CACHE_TLS_KEY: 'b.pem' }, 'SETTING_INVALID'],
    [['token', 'revoke', '0123456789ab'], {}, 'WRONG_USE'],
  ])('%j %j', async (words, variables, code) => {
    const { code: exitCode, stderr, stdout } = await ended(words, variables);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${code}: .+\n  What to do: docs/`));
  });

  test('a port that is taken', async () => {
    const server = await CacheProcess.start(folder);
    const { port } = new URL(server.address);
    const { code, stderr } = await ended(['serve'], { PORT: port });
    expect(code).toBe(1);
    expect(stderr).toContain('EADDRINUSE: ');
    await server.end('SIGTERM');
  });

  test('a file of tokens that is none', async () => {
    writeFileSync(join(folder, 'tokens.json'), '{}');
    const { code, stderr } = await ended(['serve'], { CACHE_FOLDER: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('TOKENS_INVALID: ');
  });
});

test('a token that the command makes is let in by the server', async () => {
  const variables = { CACHE_FOLDER: folder };
  const { stdout } = await ended(
    ['token', 'create', '--for', 'a test', '--scope', 'reader'],
    variables,
  );
  const server = await CacheProcess.start(folder);
  expect(await bodyAt(server.address, stdout.trim(), '1')).toBeUndefined();
  await server.end('SIGTERM');
});
