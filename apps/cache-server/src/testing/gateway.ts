import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '@modax/command';
import { freePort, partsPath } from '@modax/container-parts';
import { StandInBucket } from './stand-in-bucket.ts';

const BUCKET = 'cache';
const USER = 'robot';
const SECRET = 'CHANGE-ME';

/** A service that speaks the protocol of S3, with a bucket. */
export interface BucketService {
  /** Settings for a server that keeps its entries in the bucket. */
  readonly variables: Readonly<Record<string, string>>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a gateway, or where there is none what stands in for it. */
export async function startBucket(
  program = findOnPath('versitygw', partsPath),
): Promise<BucketService> {
  if (program !== undefined) return Gateway.start(program);
  console.warn('SKIPPED: no real bucket is tested here, because there is no versitygw');
  const bucket = new StandInBucket();
  await bucket.restart();
  return {
    variables: variablesFor(bucket.port),
    kill: () => bucket.kill(),
    restart: () => bucket.restart(),
    stop: () => bucket.kill(),
  };
}

function variablesFor(port: number): Readonly<Record<string, string>> {
  return {
    CACHE_S3_BUCKET: BUCKET,
    CACHE_S3_ENDPOINT: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: USER,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_REGION: 'us-east-1',
  };
}

/** A real one, which runs on this machine. */
class Gateway implements BucketService {
  readonly port: number;
  readonly #program: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(program: string, folder: string, port: number) {
    this.#program = program;
    this.#folder = folder;
    this.port = port;
  }

  static async start(program: string): Promise<Gateway> {
    const folder = mkdtempSync(join(tmpdir(), 'modax-gateway-'));
    mkdirSync(join(folder, 'root', BUCKET), { recursive: true });
    mkdirSync(join(folder, 'sidecar'));
    const gateway = new Gateway(program, folder, await freePort());
    await gateway.restart();
    return gateway;
  }

  get variables(): Readonly<Record<string, string>> {
    return variablesFor(this.port);
  }

  async restart(): Promise<void> {
    const words = [
      '--port',
      `127.0.0.1:${this.port}`,
      'posix',
      '--sidecar',
      join(this.#folder, 'sidecar'),
      join(this.#folder, 'root'),
    ];
    const child = spawn(this.#program, words, {
      env: { ...process.env, ROOT_ACCESS_KEY: USER, ROOT_SECRET_KEY: SECRET },
      stdio: 'ignore',
    });
    this.#child = child;
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error('the gateway has ended');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    this.#child = undefined;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`);
      await response.arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }
}
