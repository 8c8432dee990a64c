import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, type ExpectStatic, test } from 'vitest';
import { type Build, NxClone } from '../testing/nx-clone.ts';
import { type Asked, ScriptedServer } from '../testing/scripted-server.ts';

/*
 * What Nx's client makes of each answer, in the version of this workspace: the specification says less, and the answers
 * of this server (answers.ts) are those that a build goes on with.
 */

interface Exchange {
  readonly build: Build;
  readonly asked: readonly Asked[];
}

type Answer = (response: ServerResponse, asked: Asked) => void;

/** A fresh clone builds with a server that answers so. */
async function builtWith(get: Answer, put: Answer): Promise<Exchange> {
  const server = new ScriptedServer((asked, response) => {
    (asked.method === 'GET' ? get : put)(response, asked);
  });
  await server.listen();
  const clone = new NxClone();
  try {
    return { build: await clone.build(server.address, 'a-token'), asked: server.asked };
  } finally {
    clone.remove();
    await server.close();
  }
}

const status =
  (code: number, text = '', type = 'text/plain'): Answer =>
  (response) => {
    response.writeHead(code, { 'Content-Type': type, 'Content-Length': text.length });
    response.end(text);
  };
const reset: Answer = (response) => {
  response.destroy();
};
const count = (asked: readonly Asked[], method: string): number =>
  asked.filter((request) => request.method === method).length;

test.concurrent(
  'asks for a hash by a number, with a token, and sends what it has made',
  async ({ expect }) => {
    const { build, asked } = await builtWith(status(404), status(200));
    expect(build).toMatchObject({ code: 0, isRemote: false });
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    for (const { path, authorization } of asked) {
      expect(path).toMatch(/^\/v1\/cache\/\d{1,20}$/);
      expect(authorization).toBe('Bearer a-token');
    }
    expect(asked[1]?.contentType).toBe('application/octet-stream');
    expect(asked[1]?.body.length).toBeGreaterThan(100);
  },
);

describe('a build goes on', () => {
  test.concurrent.for([200, 403, 409])(
    'when what it sends is answered with %i, once',
    async (code, { expect }) => {
      const { build, asked } = await builtWith(status(404), status(code));
      expect({ code: build.code, puts: count(asked, 'PUT') }).toEqual({ code: 0, puts: 1 });
    },
  );
});

describe('a build fails', () => {
  test.concurrent.for([201, 202, 204, 400, 411, 413, 429, 500, 503])(
    'when what it sends is answered with %i, which it sends six times',
    async (code, { expect }) => {
      const { build, asked } = await builtWith(status(404), status(code));
      expect({ code: build.code, puts: count(asked, 'PUT') }).toEqual({ code: 1, puts: 6 });
    },
  );

  test.concurrent.for([401, 403, 410, 429, 500, 503])(
    'when what it asks for is answered with %i, and shows the words of 401 alone',
    async (code, { expect }) => {
      const { build, asked } = await builtWith(status(code, 'words of the server'), status(200));
      expect({ code: build.code, gets: count(asked, 'GET'), isTold: isTold(build) }).toEqual({
        code: 1,
        gets: 1,
        isTold: code === 401,
      });
    },
  );

  test.concurrent('and shows no words with a character set', async ({ expect }) => {
    const answer = status(401, 'words of the server', 'text/plain; charset=utf-8');
    const { build } = await builtWith(answer, status(200));
    expect({ code: build.code, isTold: isTold(build) }).toEqual({ code: 1, isTold: false });
  });

  test.concurrent('when the connection is reset', async ({ expect }) => {
    expect((await builtWith(reset, status(200))).build.code).toBe(1);
  });
});

function isTold({ said }: Build): boolean {
  return said.includes('words of the server');
}

describe('an entry', () => {
  /** What a build has sent. */
  async function sent(expect: ExpectStatic): Promise<Buffer> {
    const { asked } = await builtWith(status(404), status(200));
    const body = asked.find(({ method }) => method === 'PUT')?.body;
    expect(body).toBeDefined();
    return body ?? Buffer.alloc(0);
  }
  const whole = (response: ServerResponse, body: Buffer, more = {}): void => {
    response.writeHead(200, { 'Content-Length': body.length, ...more });
    response.end(body);
  };

  test.concurrent('is taken, also from where another answer leads', async ({ expect }) => {
    const body = await sent(expect);
    const leads: Answer = (response, { path }) => {
      if (path === '/elsewhere') whole(response, body);
      else response.writeHead(302, { Location: '/elsewhere', 'Content-Length': 0 }).end();
    };
    expect((await builtWith(leads, status(200))).build).toMatchObject({ code: 0, isRemote: true });
  });

  test.concurrent('that is cut, or packed, fails the build', async ({ expect }) => {
    const body = await sent(expect);
    const cut: Answer = (response) => {
      response.writeHead(200, { 'Content-Length': body.length });
      response.write(body.subarray(0, body.length - 1), () => response.destroy());
    };
    const packed: Answer = (response) => {
      whole(response, gzipSync(body), { 'Content-Encoding': 'gzip' });
    };
    for (const answer of [cut, packed]) {
      expect((await builtWith(answer, status(200))).build.code).toBe(1);
    }
  });
});
