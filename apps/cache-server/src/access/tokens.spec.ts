import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createToken, revokeToken } from '../administration/tokens.ts';
import { permissionsOf } from './scope.ts';
import { TokenFileProblem } from './token-file.ts';
import { RELOAD_MS, Tokens } from './tokens.ts';

const START = Date.parse('2026-11-26T12:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

let file: string;
let clock: number;
let warnings: unknown[];

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-tokens-'));
  file = join(folder, 'tokens.json');
  clock = START;
  warnings = [];
  return () => {
    rmSync(folder, { recursive: true });
  };
});

const tokens = (): Tokens =>
  new Tokens(
    file,
    () => clock,
    (error) => warnings.push(error),
  );
const create = (days?: number) =>
  createToken(file, { purpose: 'a test', permissions: permissionsOf.reader, days }, clock);

describe('a token', () => {
  test('may do what it was made for', async () => {
    const { id, text } = await create();
    expect(tokens().access(`Bearer ${text}`)).toEqual({
      kind: 'known',
      id,
      permissions: { read: ['trusted'] },
    });
  });

  test('is not that of another secret, nor one that was never made', async () => {
    const { text } = await create();
    const known = tokens();
    for (const shown of [`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`, 'else', '']) {
      expect(known.access(`Bearer ${shown}`)).toEqual({ kind: 'unknown' });
    }
    expect(known.access(undefined)).toEqual({ kind: 'unknown' });
  });

  test('ends on its day', async () => {
    const { id, text } = await create(1);
    const known = tokens();
    clock = START + DAY_MS - 1;
    expect(known.access(`Bearer ${text}`).kind).toBe('known');
    clock += 1;
    expect(known.access(`Bearer ${text}`)).toEqual({ kind: 'ended', id });
  });

  test('that is made is known to a server that runs, one that is revoked a second later', async () => {
    const known = tokens();
    const { id, text } = await create();
    expect(known.access(`Bearer ${text}`).kind).toBe('known');
    await revokeToken(file, id, clock);
    clock -= 60 * 60_000;
    expect(known.access(`Bearer ${text}`)).toEqual({ kind: 'ended', id });
  });

  test('is stored as a hash, in a file of the user alone', async () => {
    const { text } = await create();
    expect(readFileSync(file, 'utf8')).not.toContain(text.split('_')[2]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('a file of tokens', () => {
  const valid = async () => {
    await create();
    return JSON.parse(readFileSync(file, 'utf8')) as { tokens: Record<string, unknown>[] };
  };

  test.each([
    ['is cut', () => '{"version":1'],
    ['is of another version', () => '{"version":2,"tokens":[]}'],
    ['has a token that is none', () => '{"version":1,"tokens":[7]}'],
    [
      'has one that reads what a pull request wrote, and may write trusted',
      async () => {
        const content = await valid();
        Object.assign(content.tokens[0] ?? {}, {
          permissions: { write: 'trusted', read: ['pr-7', 'trusted'] },
        });
        return JSON.stringify(content);
      },
    ],
    [
      'has one with a scope that is none',
      async () => {
        const content = await valid();
        Object.assign(content.tokens[0] ?? {}, { permissions: { read: ['main'] } });
        return JSON.stringify(content);
      },
    ],
    [
      'has one with a time that is none',
      async () => {
        const content = await valid();
        Object.assign(content.tokens[0] ?? {}, { expiresAt: 'soon' });
        return JSON.stringify(content);
      },
    ],
  ])(
    'that %s is refused at the start, and later told of while the known tokens stay',
    async (_, text) => {
      const { text: known } = await create();
      const running = tokens();
      const broken = await text();
      writeFileSync(file, broken);
      expect(tokens).toThrow(TokenFileProblem);
      clock += RELOAD_MS;
      expect(running.access(`Bearer ${known}`).kind).toBe('known');
      expect(warnings).toHaveLength(1);
    },
  );

  test('that somebody else changes is waited for, and says so when that does not end', async () => {
    writeFileSync(`${file}.draft`, '');
    await expect(create()).rejects.toThrow(/somebody else changes the tokens/);
  });

  test('that somebody was killed over is changed all the same', async () => {
    writeFileSync(`${file}.draft`, '{"version":');
    const long = Date.now() / 1000 - 60;
    utimesSync(`${file}.draft`, long, long);
    const { text } = await create();
    expect(tokens().access(`Bearer ${text}`).kind).toBe('known');
  });
});
