import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Credentials } from './credentials.ts';

/** What Docker has to be told of a helper: its name, and what it runs in. */
export interface CredentialServer {
  /** As it stands in a configuration of Docker. */
  readonly helper: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** What a socket may be called at most, in bytes, where that is least (`sun_path` of macOS: 104). */
const LONGEST_PATH = 103;
/** What stands behind the folder: a name of its own, and that of the socket. */
const BELOW = '/modax-docker-123456/credentials'.length;

/** Where a folder with a socket can be made: the temporary folder, or a shorter one where its path is too long. */
export function folderOfSockets(temporary: string): string {
  return Buffer.byteLength(temporary) + BELOW > LONGEST_PATH ? '/tmp' : temporary;
}

/**
 * Answers Docker's credential helper with the credentials for one registry, on a socket in a folder that this user alone
 * may look into: they are in no file, no argument and no environment, and gone with this process.
 * @param registry as Docker names it
 */
export async function serveCredentials(
  folder: string,
  registry: string,
  { username, password }: Credentials,
  path: string | undefined,
): Promise<CredentialServer> {
  const socket = join(folder, 'credentials');
  const answer = JSON.stringify({ ServerURL: registry, Username: username, Secret: password });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (asking) => {
    open.add(asking);
    asking.on('close', () => open.delete(asking));
    // Who goes away while it asks gets no answer, and that is all.
    asking.on('error', () => asking.destroy());
    void text(asking).then(
      (asked) => asking.end(asked === registry ? answer : ''),
      () => undefined,
    );
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    helper: 'modax',
    environment: {
      PATH: [import.meta.dirname, path ?? ''].join(delimiter),
      MODAX_CREDENTIAL_NODE: process.execPath,
      MODAX_CREDENTIAL_SOCKET: socket,
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const asking of open) asking.destroy();
      await closed;
    },
  };
}
