import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hashIn } from '../protocol/cache-path.ts';
import { type CacheParts, handleCache } from './cache-handler.ts';
import type { Metrics } from './metrics.ts';
import { type Identity, statusAnswer } from './status.ts';
import type { Tls } from './tls.ts';
import { handleToken, TOKEN_PATH, type TokenParts } from './token-handler.ts';

/** What a server has beside what it answers requests for entries with. */
export interface ServerParts extends CacheParts, TokenParts {
  /** None: a proxy before it has it, or nobody listens on the way. */
  readonly tls: Tls | undefined;
  readonly identity: Identity;
  readonly metrics: Metrics;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** Something that nobody expected: the request has no answer. */
  readonly report: (error: unknown) => void;
}

/** Headers come at once, or not at all. */
const HEADERS_MS = 10_000;
/** Longer than a client keeps a connection: whoever sends on one that was just closed sees an error. */
const KEEP_ALIVE_MS = 100_000;
const OPTIONS = {
  headersTimeout: HEADERS_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  // A body has the time that its size allows, which is not known here.
  requestTimeout: 0,
  connectionsCheckingInterval: 1000,
  noDelay: true,
};
/** Longer than any store takes for an entry. */
const SILENCE_MS = 10 * 60_000;
const IDLE_MS = 20;
/** Far more than the clients of a team have. */
const CONNECTIONS = 4096;

/** A remote cache that listens. */
export class CacheServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  readonly #begun: number;
  #isDraining = false;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#begun = parts.monotonic();
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      this.#handle(request, response);
    };
    this.#server =
      parts.tls === undefined
        ? createServer(OPTIONS, handle)
        : createTlsServer({ ...OPTIONS, ...parts.tls }, handle);
    this.#server.maxConnections = CONNECTIONS;
    // Nothing came or went: who does not take an answer holds it no longer.
    this.#server.timeout = SILENCE_MS;
    this.#server.on('error', parts.report);
  }

  /** Listens on an address; port 0 is one that is free. */
  async listen(host: string, port: number): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return this.#server.address() as AddressInfo;
  }

  /** Lets requests that have begun end, for so many milliseconds at most, and takes no new ones. */
  async drain(deadlineMs: number): Promise<void> {
    this.#isDraining = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    // Again and again: a connection is idle when its last answer has ended.
    const idle = setInterval(() => {
      this.#server.closeIdleConnections();
    }, IDLE_MS);
    const timer = setTimeout(() => {
      this.#server.closeAllConnections();
    }, deadlineMs);
    await closed;
    clearInterval(idle);
    clearTimeout(timer);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    // After the answer a client asks elsewhere; one that began before was not told so.
    if (this.#isDraining) response.setHeader('Connection', 'close');
    const { url = '', method } = request;
    const hash = hashIn(url);
    if (hash !== undefined && (method === 'GET' || method === 'PUT')) {
      this.#cache(method, hash, request, response);
      return;
    }
    if (url === TOKEN_PATH && method === 'POST') {
      this.#answer(handleToken(this.#parts, request, response), response);
      return;
    }
    this.#operate(url, method ?? '', response);
    request.resume();
  }

  #cache(
    method: 'GET' | 'PUT',
    hash: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { metrics, monotonic } = this.#parts;
    const begun = monotonic();
    const took = (): void => {
      metrics.took(method, (monotonic() - begun) / 1000);
    };
    try {
      const handled = handleCache(this.#parts, hash, request, response);
      // A promise costs as much as looking for the entry.
      if (handled === undefined) took();
      else this.#answer(handled.finally(took), response);
    } catch (error) {
      this.#giveUp(error, response);
    }
  }

  /** What nobody expected ends one connection, and no other. */
  #answer(handled: Promise<void>, response: ServerResponse): void {
    handled.catch((error: unknown) => {
      this.#giveUp(error, response);
    });
  }

  #giveUp(error: unknown, response: ServerResponse): void {
    this.#parts.report(error);
    response.destroy();
  }

  #operate(url: string, method: string, response: ServerResponse): void {
    if (method !== 'GET') text(response, url.startsWith('/v1/') ? 405 : 404, 'not here\n');
    else if (url === '/health') text(response, 200, 'alive\n');
    else if (url === '/ready') {
      text(response, this.#isDraining ? 503 : 200, this.#isDraining ? 'draining\n' : 'ready\n');
    } else if (url === '/status') this.#tellStatus(response);
    else if (url === '/metrics') this.#tellMetrics(response);
    else text(response, 404, 'not here\n');
  }

  #tellStatus(response: ServerResponse): void {
    const { identity, monotonic } = this.#parts;
    const { code, body } = statusAnswer(identity, {
      isDraining: this.#isDraining,
      uptimeMs: monotonic() - this.#begun,
    });
    text(response, code, body, 'application/json');
  }

  #tellMetrics(response: ServerResponse): void {
    const { registry } = this.#parts.metrics;
    registry.metrics().then(
      (body) => {
        text(response, 200, body, registry.contentType);
      },
      (error: unknown) => {
        this.#giveUp(error, response);
      },
    );
  }
}

function text(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
