import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientFor } from './client.ts';
import { githubProblem } from './github-problem.ts';

function answered(status: number, headers: object = {}, data: object = {}): Error {
  return Object.assign(new Error('said'), { status, response: { headers, data } });
}

describe('An answer of GitHub', () => {
  it.each([
    [answered(401), 'TOKEN_REFUSED', 'said'],
    [answered(403), 'TOKEN_TOO_WEAK', 'said'],
    [
      answered(403, {}, { message: 'Upgrade to GitHub Pro' }),
      'GITHUB_REFUSED',
      'Upgrade to GitHub Pro',
    ],
    [answered(403, { 'x-ratelimit-remaining': '0' }), 'GITHUB_BUSY', 'said'],
    [
      answered(403, {}, { message: 'a secondary rate limit' }),
      'GITHUB_BUSY',
      'a secondary rate limit',
    ],
    [answered(429, { 'retry-after': '60' }), 'GITHUB_BUSY', 'said'],
    [answered(422, {}, { message: 'Invalid', errors: ['x'] }), 'GITHUB_REFUSED', 'Invalid ["x"]'],
    [answered(502), 'GITHUB_UNREACHABLE', 'said'],
  ])('%s %s', (error, code, said) => {
    expect(githubProblem(error, 'asking')).toMatchObject({ code, message: `asking: ${said}` });
  });

  it('that sends elsewhere is that of a repository which was renamed', async () => {
    const server = createServer((_, response) => {
      response.writeHead(301, { Location: '/repositories/1' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const client = clientFor({
      ...{ owner: 'modax', repo: 'old', token: 'secret' },
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      signal: new AbortController().signal,
    });
    const error: unknown = await client
      .request('GET /repos/{owner}/{repo}', { owner: 'modax', repo: 'old' })
      .catch((problem: unknown) => problem);
    expect(githubProblem(error, 'looking')).toMatchObject({
      code: 'GITHUB_REFUSED',
      message: expect.stringContaining('has another name') as string,
    });
  });

  it('is no problem of GitHub when it is none', () => {
    const other = new Error('of ours');
    expect(githubProblem(other, 'asking')).toBe(other);
    expect(githubProblem('text', 'asking')).toBe('text');
  });
});

it('The token goes to no other host, wherever the next page is', async () => {
  const asked: string[] = [];
  const [there, elsewhere] = await Promise.all(
    ['there', 'elsewhere'].map(async (name) => {
      const server = createServer((request, response) => {
        asked.push(name);
        const link = `<http://127.0.0.1:${portOf(elsewhere)}/next>; rel="next"`;
        response.writeHead(200, { 'Content-Type': 'application/json', Link: link });
        response.end('[]');
        request.resume();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      return server;
    }),
  );
  function portOf(server: ReturnType<typeof createServer> | undefined): number {
    return (server?.address() as AddressInfo).port;
  }
  const client = clientFor({
    ...{ owner: 'modax', repo: 'modax', token: 'secret' },
    apiUrl: `http://127.0.0.1:${portOf(there)}`,
    signal: new AbortController().signal,
  });
  const pages = client.paginate('GET /repos/{owner}/{repo}/teams', { owner: 'a', repo: 'b' });
  await expect(pages).rejects.toThrow('GitHub sends to another host');
  expect(asked).toEqual(['there']);
});
