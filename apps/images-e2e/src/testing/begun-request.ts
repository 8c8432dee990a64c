import { once } from 'node:events';
import { connect } from 'node:net';

/** A request whose head a service has read, and whose body it waits for. */
export interface BegunRequest {
  /** Sends the body. @returns the answer, head and body */
  readonly end: () => Promise<string>;
}

/** Begins a request: a service that asks for the rest of it has it in hand. */
export async function beginRequest(
  { host, port }: { readonly host: string; readonly port: number },
  [first, ...headers]: readonly string[],
  body: string,
): Promise<BegunRequest> {
  const socket = connect(port, host).setEncoding('utf8');
  const lines = [
    `${first ?? ''} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    'Expect: 100-continue',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const signal = AbortSignal.timeout(60_000);
  const [answer] = (await once(socket, 'data', { signal })) as [string];
  if (!answer.startsWith('HTTP/1.1 100 ')) throw new Error(`not begun: ${answer}`);
  return {
    end: async () => {
      socket.write(body);
      let text = '';
      for await (const part of socket) text += String(part);
      return text;
    },
  };
}
