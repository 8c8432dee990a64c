import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createToken } from '../../administration/tokens.ts';
import { permissionsOf } from '../scope.ts';
import { newToken } from '../token.ts';
import { readTokens } from '../token-file.ts';
import { Tokens } from '../tokens.ts';
import { JobTokens } from './job-tokens.ts';
import { mint } from './mint.ts';
import { type Policy, policyIn } from './policy.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const ISSUER = 'https://token.actions.githubusercontent.com';
const POLICY: Policy = policyIn(
  JSON.stringify({
    issuer: ISSUER,
    audience: 'modax-cache',
    keys: `${ISSUER}/.well-known/jwks`,
    minutes: 60,
    rules: [
      rule(['push'], ['refs/heads/main', 'refs/tags/v*'], 'trusted'),
      rule(['pull_request'], ['refs/pull/*'], 'pull-request'),
      rule(['schedule'], ['refs/heads/main'], 'blind'),
    ],
  }),
);

function rule(events: readonly string[], refs: readonly string[], grant: string) {
  return { repository: 'modax/modax', repositoryId: '42', events, refs, grant };
}

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let own: Pair;
let others: Pair;
let keys: JWTVerifyGetKey;
beforeAll(async () => {
  own = await generateKeyPair('RS256');
  others = await generateKeyPair('RS256');
  keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'one' }] });
});

const CLAIMS = {
  iss: ISSUER,
  aud: 'modax-cache',
  sub: 'repo:modax/modax:ref:refs/heads/main',
  iat: NOW / 1000,
  exp: NOW / 1000 + 300,
  repository: 'modax/modax',
  repository_id: '42',
  ref: 'refs/heads/main',
  event_name: 'push',
};

function identity(
  changes: Readonly<Record<string, unknown>> = {},
  by: Pair = own,
): Promise<string> {
  return new SignJWT({ ...CLAIMS, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(by.privateKey);
}

const asked = async (text: string, from: JWTVerifyGetKey = keys, now = NOW) =>
  mint({ policy: POLICY, keys: from, time: now }, text);

describe('a job is given', () => {
  test.each([
    ['push', 'refs/heads/main', { write: 'trusted', read: ['trusted'] }],
    ['push', 'refs/tags/v1.2.0', { write: 'trusted', read: ['trusted'] }],
    ['schedule', 'refs/heads/main', { write: 'trusted', read: [] }],
    ['pull_request', 'refs/pull/7/merge', { write: 'pr-7', read: ['pr-7', 'trusted'] }],
  ])(
    'by its event %s and its ref %s what the policy says',
    async (event_name, ref, permissions) => {
      const minted = await asked(await identity({ event_name, ref }));
      expect(minted).toMatchObject({
        kind: 'minted',
        record: {
          permissions,
          name: `${event_name} of modax/modax at ${ref}`,
          expiresAt: '2026-11-26T13:00:00.000Z',
        },
      });
    },
  );
});

describe('a job is refused', () => {
  test.each([
    ['of another repository', { repository: 'someone/modax' }],
    ['of a repository that has taken the name', { repository_id: '43' }],
    ['of a branch that is not protected', { ref: 'refs/heads/topic' }],
    ['of a branch whose name goes on', { ref: 'refs/heads/main2' }],
    ['of another event', { event_name: 'pull_request_target' }],
    ['of a pull request with the ref of a branch', { event_name: 'pull_request' }],
    ['of a pull request that is none', { event_name: 'pull_request', ref: 'refs/pull/0/merge' }],
    ['without an event', { event_name: undefined }],
    ['for somebody else', { aud: 'another' }],
    ['by another issuer', { iss: 'https://example.com' }],
    ['that has ended', { exp: NOW / 1000 - 31 }],
    ['that never ends', { exp: undefined }],
    ['that begins later', { nbf: NOW / 1000 + 31 }],
  ])('with an identity %s', async (_, changes) => {
    expect(await asked(await identity(changes))).toMatchObject({ kind: 'refused' });
  });

  test('with a signature of somebody else', async () => {
    expect(await asked(await identity({}, others))).toMatchObject({ kind: 'refused' });
  });

  test('with no signature, with a secret for a key, and with none of it', async () => {
    const [, payload = ''] = (await identity()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const secret = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(new TextEncoder().encode('the public key as a secret, which is long enough'));
    for (const text of [`${none}.${payload}.`, secret, 'a.b.c', '']) {
      expect(await asked(text)).toMatchObject({ kind: 'refused' });
    }
  });
});

describe("the issuer's keys", () => {
  async function remote(status: number, body: string): Promise<JWTVerifyGetKey> {
    const server = createServer((_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return createRemoteJWKSet(new URL(`http://127.0.0.1:${port}/`));
  }

  test('are read from the issuer', async () => {
    const set = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256' }] };
    expect(await asked(await identity(), await remote(200, JSON.stringify(set)))).toMatchObject({
      kind: 'minted',
    });
    expect(
      await asked(await identity({}, others), await remote(200, JSON.stringify(set))),
    ).toMatchObject({ kind: 'refused' });
  });

  test.each([
    [500, ''],
    [200, 'no JSON'],
    [200, '{"keys":7}'],
  ])('that cannot be read (%i %s) are nobody’s fault', async (status, body) => {
    expect(await asked(await identity(), await remote(status, body))).toEqual({
      kind: 'unavailable',
    });
  });
});

function tokenFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-job-tokens-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'tokens.json');
}

test('an identity is given one token, which the server knows; those that ended go, but not those of people', async () => {
  const file = tokenFile();
  let now = NOW;
  const jobs = new JobTokens(POLICY, keys, file, () => now);
  await createToken(
    file,
    { purpose: 'a person', permissions: permissionsOf.reader, days: 0 },
    NOW,
    { ...newToken(), id: '0123456789ab' },
  );
  const shown = await identity();
  const first = await jobs.give(shown);
  if (first.kind !== 'minted') throw new Error(first.kind);
  const tokens = new Tokens(
    file,
    () => now,
    () => undefined,
  );
  expect(tokens.access(`Bearer ${first.text}`)).toMatchObject({ kind: 'known' });
  expect(await jobs.give(shown)).toMatchObject({ kind: 'refused' });
  now += 60 * 60_000;
  expect(tokens.access(`Bearer ${first.text}`)).toMatchObject({ kind: 'ended' });
  now += 2 * 60 * 60_000;
  const second = await jobs.give(await identity({ iat: now / 1000, exp: now / 1000 + 300 }));
  if (second.kind !== 'minted') throw new Error(second.kind);
  expect(readTokens(file).map(({ id }) => id)).toEqual(['0123456789ab', second.record.id]);
});

test('an identity whose signature is written in another way is the same', async () => {
  const jobs = new JobTokens(POLICY, keys, tokenFile(), () => NOW);
  const shown = await identity();
  // The last digit stands for two bits: the other four are read by nobody.
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const other = `${shown.slice(0, -1)}${digits.charAt(digits.indexOf(shown.slice(-1)) ^ 1)}`;
  expect(await asked(other)).toMatchObject({ kind: 'minted' });
  expect(await jobs.give(shown)).toMatchObject({ kind: 'minted' });
  expect(await jobs.give(other)).toMatchObject({ kind: 'refused' });
});

test('an identity that outlives its token is given no other one', async () => {
  let now = NOW;
  const jobs = new JobTokens({ ...POLICY, minutes: 1 }, keys, tokenFile(), () => now);
  const shown = await identity({ exp: NOW / 1000 + 300 });
  expect(await jobs.give(shown)).toMatchObject({ kind: 'minted' });
  for (const seconds of [61, 300, 329]) {
    now = NOW + seconds * 1000;
    expect(await asked(shown, keys, now)).toMatchObject({ kind: 'minted' });
    expect(await jobs.give(shown)).toMatchObject({ kind: 'refused' });
  }
});

test('an identity that ends while it is looked at is given no second token', async () => {
  let now = NOW;
  const slow: (() => void)[] = [];
  const heldUp: JWTVerifyGetKey = async (...of) => {
    await new Promise<void>((resolve) => slow.push(resolve));
    return keys(...of);
  };
  const jobs = new JobTokens(POLICY, heldUp, tokenFile(), () => now);
  const next = () => vi.waitUntil(() => slow.shift());
  const shown = await identity({ exp: NOW / 1000 + 1 });
  const [first, second] = [jobs.give(shown), jobs.give(shown)];
  (await next())();
  expect(await first).toMatchObject({ kind: 'minted' });
  // Whoever asks now makes room, however long the second one has been waiting.
  now = NOW + 24 * 60 * 60_000;
  const other = jobs.give(await identity({ iat: now / 1000, exp: now / 1000 + 300 }));
  const [ofSecond, ofOther] = [await next(), await next()];
  ofOther();
  expect(await other).toMatchObject({ kind: 'minted' });
  ofSecond();
  expect(await second).toMatchObject({ kind: 'refused' });
});
