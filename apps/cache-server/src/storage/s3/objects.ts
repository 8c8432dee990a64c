import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { Bucket } from '../../settings.ts';

/** An object as it comes. Its body has to be read to its end or destroyed. */
export interface FoundObject {
  readonly bytes: number;
  readonly body: Readable;
  /** Of these very bytes, and of no others that had the key before or have it after. */
  readonly etag: string | undefined;
}

/** What is known of an object without its bytes. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** What is sent. */
export interface SentObject {
  readonly bytes: number;
  /** CRC-32 of all of it: the service refuses what arrived as something else. */
  readonly checksum: number;
  readonly body: Buffer | Readable;
}

/** A service on the same continent is connected in a tenth of that. */
const CONNECT_MS = 2000;
/** Nothing came or went on a connection for so long: it is dead. */
const SILENCE_MS = 10_000;
/** As many as the requests that a server has at a time. */
const SOCKETS = 256;

/** The objects of a bucket, of which the caller knows what they mean. */
export class Objects {
  readonly #client: S3Client;
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      region: bucket.region,
      ...(bucket.endpoint === undefined
        ? {}
        : // Services other than Amazon's have no name for each bucket.
          { endpoint: bucket.endpoint, forcePathStyle: true }),
      maxAttempts: 2,
      // Of each object its own checksum is sent, and another is in what it holds.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: SILENCE_MS,
        httpAgent: { keepAlive: true, maxSockets: SOCKETS },
        httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
      },
    });
  }

  /** The object, or `undefined` where there is none. Its body comes as long as it takes. */
  async get(key: string, answerMs: number): Promise<FoundObject | undefined> {
    const command = new GetObjectCommand(this.#object(key));
    // The client would end the body as well, were the signal to abort after the answer.
    const waiting = new AbortController();
    const timer = setTimeout(() => {
      waiting.abort();
    }, answerMs);
    const answer = this.#client.send(command, { abortSignal: waiting.signal });
    const found = await orMissing(answer).finally(() => {
      clearTimeout(timer);
    });
    if (found === undefined) return undefined;
    const { Body: body, ContentLength: bytes, ETag: etag } = found;
    if (!(body instanceof Readable) || bytes === undefined) {
      throw new Error('the service sent an object without a body or its size');
    }
    return { bytes, body, etag };
  }

  async has(key: string, signal: AbortSignal): Promise<boolean> {
    const command = new HeadObjectCommand(this.#object(key));
    return (await orMissing(this.#client.send(command, { abortSignal: signal }))) !== undefined;
  }

  /** Stores an object unless there is one of that key: of many at the same time one is stored. */
  async create(
    key: string,
    { bytes, checksum, body }: SentObject,
    signal: AbortSignal,
  ): Promise<'created' | 'exists'> {
    const command = new PutObjectCommand({
      ...this.#object(key),
      Body: body,
      ContentLength: bytes,
      ContentType: 'application/octet-stream',
      ChecksumCRC32: base64Of(checksum),
      IfNoneMatch: '*',
    });
    try {
      await this.#client.send(command, { abortSignal: signal });
      return 'created';
    } catch (error) {
      // 409: another one is being stored at this moment.
      if ([409, 412].includes(statusOf(error) ?? 0)) return 'exists';
      throw error;
    }
  }

  /** Copies an object, unless the key has other bytes by now. @returns whether it did */
  async copy(from: string, to: string, etag: string | undefined): Promise<boolean> {
    const { Bucket } = this.#object(from);
    try {
      await this.#client.send(
        new CopyObjectCommand({
          ...this.#object(to),
          CopySource: `${Bucket}/${from}`,
          ...(etag === undefined ? {} : { CopySourceIfMatch: etag }),
        }),
      );
      return true;
    } catch (error) {
      if ([404, 412].includes(statusOf(error) ?? 0)) return false;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(key)));
  }

  /** The objects whose keys begin so. */
  async *list(beginning: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.#bucket.name, Prefix: beginning },
      { abortSignal: signal },
    );
    for await (const { Contents: contents = [] } of pages) {
      for (const { Key: key, Size: bytes, LastModified: time } of contents) {
        if (key === undefined || bytes === undefined || time === undefined) continue;
        yield { key, bytes, writtenAt: time.getTime() };
      }
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #object(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket.name, Key: key };
  }
}

/** Of an object, by GET and by HEAD. */
const MISSING = new Set(['NoSuchKey', 'NotFound']);

async function orMissing<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    // A bucket that is missing is 404 too, and no miss.
    if (error instanceof S3ServiceException && MISSING.has(error.name)) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** As S3 writes it: four bytes, the highest first. */
function base64Of(checksum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checksum);
  return bytes.toString('base64');
}
