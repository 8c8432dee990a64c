import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { JobTokens } from '../access/identity/job-tokens.ts';
import { policyIn } from '../access/identity/policy.ts';
import { readTokens } from '../access/token-file.ts';
import { Tokens } from '../access/tokens.ts';
import type { CacheEvent } from './events.ts';
import { Load } from './load.ts';
import { handleToken } from './token-handler.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const POLICY = policyIn(
  JSON.stringify({
    issuer: ISSUER,
    audience: 'modax-cache',
    keys: `${ISSUER}/.well-known/jwks`,
    rules: [
      {
        repository: 'modax/modax',
        repositoryId: '42',
        events: ['push'],
        refs: ['refs/heads/main'],
        grant: 'trusted',
      },
    ],
  }),
);

let events: CacheEvent[];
let file: string;
beforeEach(() => {
  events = [];
  const folder = mkdtempSync(join(tmpdir(), 'modax-token-handler-'));
  file = join(folder, 'tokens.json');
  return () => {
    rmSync(folder, { recursive: true });
  };
});

async function serving(jobTokens: JobTokens | undefined, requests = 10): Promise<string> {
  const load = new Load({ requests, requestsOfToken: requests });
  const server = createServer((request, response) => {
    void handleToken(
      { jobTokens, load, observe: (event) => events.push(event) },
      request,
      response,
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function asked(address: string, identity?: string) {
  const headers = identity === undefined ? {} : { Authorization: `Bearer ${identity}` };
  const response = await fetch(address, { method: 'POST', headers });
  return { status: response.status, content: (await response.json()) as Record<string, string> };
}

async function jobs() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] });
  const identity = (ref: string): Promise<string> =>
    new SignJWT({
      repository: 'modax/modax',
      repository_id: '42',
      event_name: 'push',
      ref,
      sub: 'x',
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(ISSUER)
      .setAudience('modax-cache')
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(privateKey);
  return { jobTokens: new JobTokens(POLICY, keys, file, Date.now), identity };
}

test('a job of main is given a token that the server knows', async () => {
  const { jobTokens, identity } = await jobs();
  const address = await serving(jobTokens);
  const { status, content } = await asked(address, await identity('refs/heads/main'));
  expect(status).toBe(200);
  const tokens = new Tokens(file, Date.now, () => undefined);
  expect(tokens.access(`Bearer ${content['token']}`)).toMatchObject({
    permissions: { write: 'trusted' },
  });
  expect(events).toEqual([
    { kind: 'token', outcome: 'given', detail: 'push of modax/modax at refs/heads/main' },
  ]);
});

test('all others are refused, and what they showed is told nobody', async () => {
  const { jobTokens, identity } = await jobs();
  const address = await serving(jobTokens);
  const shown = await identity('refs/heads/topic');
  expect(await asked(address, shown)).toEqual({
    status: 403,
    content: { error: 'this job is given no token' },
  });
  expect((await asked(address)).status).toBe(401);
  expect((await asked(address, 'no identity')).status).toBe(401);
  expect((await asked(await serving(undefined), shown)).status).toBe(404);
  expect((await asked(await serving(jobTokens, 0), shown)).status).toBe(503);
  expect(JSON.stringify(events)).not.toContain(shown);
});

test('a job whose token could not be written down asks again with the same identity', async () => {
  const { jobTokens, identity } = await jobs();
  const address = await serving(jobTokens);
  const shown = await identity('refs/heads/main');
  const folder = dirname(file);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'where the folder was');
  expect((await asked(address, shown)).status).toBe(503);
  rmSync(folder);
  expect((await asked(address, shown)).status).toBe(200);
  expect((await asked(address, shown)).status).toBe(403);
  expect(readTokens(file)).toHaveLength(1);
});

test('an identity that is shown many times at once is given one token', async () => {
  const { jobTokens, identity } = await jobs();
  const shown = await identity('refs/heads/main');
  const answers = await Promise.all(Array.from({ length: 8 }, () => jobTokens.give(shown)));
  expect(answers.filter(({ kind }) => kind === 'minted')).toHaveLength(1);
  expect(answers.filter(({ kind }) => kind === 'refused')).toHaveLength(7);
  expect(readTokens(file)).toHaveLength(1);
});
