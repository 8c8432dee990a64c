import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * As much of S3 as the store asks of it, in memory, for a machine without a gateway: objects that are written once,
 * checksums of what arrives, copies, and a list. It knows no secrets.
 */
export class StandInBucket {
  readonly #objects = new Map<string, Buffer>();
  #server: Server | undefined;
  #port = 0;

  get port(): number {
    return this.#port;
  }

  async restart(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve) => {
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket');
    // The first part is the bucket.
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    if (request.method === 'PUT') await this.#put(key, request, response);
    else if (request.method === 'DELETE') {
      this.#objects.delete(key);
      response.writeHead(204).end();
    } else if (key === '') this.#list(searchParams.get('prefix') ?? '', response);
    else this.#get(key, request.method === 'HEAD', response);
  }

  async #put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const source = headers['x-amz-copy-source'];
    const from = typeof source === 'string' ? source.split('/').slice(1).join('/') : undefined;
    const copied = from === undefined ? undefined : this.#objects.get(from);
    const body = await buffer(request);
    if (from !== undefined) {
      if (copied === undefined) refuse(response, 404, 'NoSuchKey');
      else if (
        ![undefined, etagOf(copied)].includes(headers['x-amz-copy-source-if-match'] as string)
      )
        refuse(response, 412, 'PreconditionFailed');
      else {
        this.#objects.set(key, copied);
        response.end(`<CopyObjectResult><ETag>${etagOf(copied)}</ETag></CopyObjectResult>`);
      }
      return;
    }
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    if (headers['if-none-match'] === '*' && this.#objects.has(key)) {
      refuse(response, 412, 'PreconditionFailed');
    } else if (
      ![undefined, checksum.toString('base64')].includes(headers['x-amz-checksum-crc32'] as string)
    ) {
      refuse(response, 400, 'BadDigest');
    } else {
      this.#objects.set(key, body);
      response.writeHead(200, { ETag: etagOf(body) }).end();
    }
  }

  #get(key: string, isHead: boolean, response: ServerResponse): void {
    const found = this.#objects.get(key);
    if (found === undefined) {
      refuse(response, 404, 'NoSuchKey');
      return;
    }
    response.writeHead(200, { ETag: etagOf(found), 'Content-Length': found.length });
    response.end(isHead ? undefined : found);
  }

  #list(prefix: string, response: ServerResponse): void {
    const contents = [...this.#objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(
        ([key, { length }]) =>
          `<Contents><Key>${key}</Key><Size>${length}</Size><LastModified>2026-11-26T12:00:00.000Z</LastModified></Contents>`,
      );
    response.writeHead(200, { 'Content-Type': 'application/xml' });
    response.end(
      `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`,
    );
  }
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code></Error>`);
}
