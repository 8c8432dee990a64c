import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Session } from '../session.ts';
import { withUsableCache } from './remote-cache.ts';

interface Probed {
  readonly told: string;
  readonly isSkipped: boolean;
  readonly server: string | undefined;
}

async function probed(environment: Readonly<Record<string, string>>): Promise<Probed> {
  let told = '';
  const session: Session = {
    root: '/',
    environment,
    signal: new AbortController().signal,
    tell: (text) => {
      told += text;
    },
  };
  const { environment: after } = await withUsableCache(session);
  return {
    told,
    isSkipped: after['NX_SKIP_REMOTE_CACHE'] === 'true',
    server: after['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'],
  };
}

async function cache(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const settings = (server: string) => ({
  NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server,
  NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'a-secret',
});

describe('a remote cache', () => {
  test('that has no such entry is used, and nothing is said', async () => {
    const asked: (string | undefined)[] = [];
    const server = await cache(({ url, headers }, response) => {
      asked.push(url, headers.authorization);
      response.writeHead(404).end();
    });
    expect(await probed(settings(`${server}/`))).toEqual({
      told: '',
      isSkipped: false,
      // As Nx needs it, which puts its paths behind it as it is.
      server,
    });
    expect(asked).toEqual(['/v1/cache/0', 'Bearer a-secret']);
  });

  test('that is not set, or left out already, is not asked', async () => {
    expect(await probed({})).toMatchObject({ told: '', isSkipped: false });
    const skipped = { ...settings('http://127.0.0.1:1'), NX_SKIP_REMOTE_CACHE: 'true' };
    expect(await probed(skipped)).toMatchObject({ told: '', isSkipped: true });
  });

  test.each([
    [401, 'does not accept the token'],
    [403, 'does not accept the token'],
    [500, 'answers with 500'],
    [200, 'answers with 200'],
    [302, 'answers with 302'],
  ])('that answers with %i is left out, and it is said once why', async (status, why) => {
    const server = await cache((_, response) => {
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end('words');
    });
    const { told, isSkipped } = await probed(settings(server));
    expect(isSkipped).toBe(true);
    expect(told).toMatch(/^REMOTE_CACHE_UNUSABLE: .*\n$/);
    expect(told).toContain(why);
    expect(told).not.toContain('a-secret');
  });

  test.each([
    ['http://127.0.0.1:1', 'cannot be reached'],
    ['cache.example', 'is no address'],
    ['file:///etc/passwd', 'is no address'],
  ])('at %s is left out', async (server, why) => {
    const { told, isSkipped } = await probed(settings(server));
    expect(isSkipped).toBe(true);
    expect(told).toContain(why);
  });

  test('that does not answer is left out', async () => {
    const server = await cache(() => undefined);
    const { told, isSkipped } = await probed(settings(server));
    expect(isSkipped).toBe(true);
    expect(told).toContain('did not answer within 2 s');
  });
});
