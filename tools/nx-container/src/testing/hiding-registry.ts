import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry that stands before another one, as Docker Hub stands before its own. */
export interface HidingRegistry {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Begins to answer for a registry like Docker Hub, which lets nobody know whether a repository is there: one into which
 * nothing was pushed is refused to who wants to read it, and made for who wants to write.
 */
export async function hidingRegistry(behind: string): Promise<HidingRegistry> {
  const made = new Set<string>();
  const server = createServer((asked, answer) => {
    const target = asked.url ?? '/';
    const url = new URL(target, `http://${asked.headers.host ?? behind}`);
    if (url.pathname === '/token') {
      answer.end(JSON.stringify({ token: grantedOf(url.searchParams.getAll('scope'), made) }));
      return;
    }
    const repository = repositoryIn(url.pathname);
    const isRead = asked.method === 'GET' || asked.method === 'HEAD';
    const action = isRead ? 'pull' : 'push';
    const token = asked.headers.authorization?.replace('Bearer ', '');
    if (token === undefined || !token.split('/').includes(nameOf(repository, action))) {
      refuse(answer, url.host, `repository:${repository}:${action}`, token !== undefined);
      return;
    }
    if (!isRead) made.add(repository);
    pass(asked, answer, `http://${behind}${target}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function repositoryIn(path: string): string {
  return /^\/v2\/(.+?)\/(?:blobs|manifests)\//.exec(path)?.[1] ?? '';
}

/** A right in a token, of characters that a header may have. */
function nameOf(repository: string, action: string): string {
  return `${Buffer.from(repository).toString('base64url')}.${action}`;
}

/** A token with what is granted of what was asked for. */
function grantedOf(scopes: readonly string[], made: ReadonlySet<string>): string {
  const granted = scopes.flatMap((scope) => {
    const [, repository = '', actions = ''] = /^repository:(.+):([\w,]+)$/.exec(scope) ?? [];
    const wanted = actions.split(',');
    return made.has(repository) || wanted.includes('push')
      ? wanted.map((action) => nameOf(repository, action))
      : [];
  });
  return ['granted', ...granted].join('/');
}

function refuse(answer: ServerResponse, host: string, scope: string, isKnown: boolean): void {
  const challenge = `Bearer realm="http://${host}/token",service="hub",scope="${scope}"`;
  answer.writeHead(401, {
    'WWW-Authenticate': isKnown ? `${challenge},error="insufficient_scope"` : challenge,
  });
  answer.end();
}

function pass(asked: IncomingMessage, answer: ServerResponse, url: string): void {
  const headers = { ...asked.headers };
  delete headers.authorization;
  const passed = request(url, { method: asked.method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  passed.on('error', () => {
    answer.destroy();
  });
  asked.pipe(passed);
}
