import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request was. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A server that answers as a test says, and remembers what it was asked. */
export class ScriptedServer {
  readonly asked: Asked[] = [];
  readonly #server;
  #address = '';

  constructor(answer: (asked: Asked, response: ServerResponse) => void) {
    this.#server = createServer((request, response) => {
      void this.#receive(request).then((asked) => {
        this.asked.push(asked);
        answer(asked, response);
      });
    });
  }

  get address(): string {
    return this.#address;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage): Promise<Asked> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const { method = '', url = '', headers } = request;
    return {
      method,
      path: url,
      authorization: headers.authorization,
      contentType: headers['content-type'],
      body: Buffer.concat(pieces),
    };
  }
}
