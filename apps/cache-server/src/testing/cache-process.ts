import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Permissions } from '../access/scope.ts';
import { createToken } from '../administration/tokens.ts';
import { tokenFileIn } from '../serve.ts';

const main = join(import.meta.dirname, '../main.ts');
/** As `npm run cache` and the image start it: what comes and goes is freed soon. */
const FLAGS = ['--max-semi-space-size=2'];

/** A server as a process of its own, which can be killed. */
export class CacheProcess {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  /** Starts a server on a free port, and waits until it listens. */
  static async start(
    folder: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<CacheProcess> {
    const child = spawn(process.execPath, [...FLAGS, main], {
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', CACHE_FOLDER: folder, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const address = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const found = /"address":"(?<address>[^"]+)"/.exec(said)?.groups?.['address'];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', () => {
        reject(new Error(`the server has ended:\n${said}`));
      });
    });
    return new CacheProcess(address, child);
  }

  /** Sends a signal and waits for the end. @returns the exit code; none where the signal has ended it */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | undefined> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : Promise.resolve();
    this.#child.kill(signal);
    await ended;
    return this.#child.exitCode ?? undefined;
  }

  /** Bytes of memory that the process has, and has had at most since the last time; Linux alone tells them. */
  memory(): { readonly now: number; readonly most: number } {
    const own = `/proc/${this.#child.pid ?? 'self'}`;
    const status = readFileSync(join(own, 'status'), 'utf8');
    const bytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
    writeFileSync(join(own, 'clear_refs'), '5');
    return { now: bytes('VmRSS'), most: bytes('VmHWM') };
  }
}

/** The text of a token for the servers of a folder. */
export async function tokenFor(folder: string, permissions: Permissions): Promise<string> {
  const wanted = { purpose: 'a test', permissions, days: 1 };
  return (await createToken(tokenFileIn({ folder }), wanted, Date.now())).text;
}
