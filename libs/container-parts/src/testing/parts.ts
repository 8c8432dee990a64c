import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '@modax/command';
import { partsPath as path } from './installed.ts';

/** The programs with which images are built and kept, running for one test or measurement alone. */
export interface Parts {
  /** Variables under which `docker buildx` finds the builder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Host and port of an empty registry. */
  readonly registry: string;
  /** The same, which lets in `robot` with `CHANGE-ME` and nobody else. */
  readonly guardedRegistry: string;
  /** Starts another builder, whose disk is too small for the base image; its name. */
  readonly smallBuilder: () => Promise<string>;
  /**
   * The engine that runs on the machine, else one that is started and ends with the other parts:
   * `DOCKER_HOST`; why there is none, where it cannot.
   */
  readonly engine: () => Promise<{ readonly host: string } | { readonly missing: string }>;
  readonly stop: () => Promise<void>;
}

/** Runs a program until its standard input ends, as it does also when the tests are killed. */
const KEEPER = '"$@" </dev/null & program=$!; read -r _; kill "$program"; wait "$program"';

/** Starts a builder and two registries in a folder of their own. */
export async function startParts(): Promise<Parts> {
  const folder = mkdtempSync(join(tmpdir(), 'modax-parts-'));
  const ends: (() => Promise<unknown>)[] = [];
  const start = (program: string, words: readonly string[]): void => {
    const child = spawn(
      'sh',
      ['-c', KEEPER, 'sh', findOnPath(program, path) ?? program, ...words],
      {
        cwd: folder,
        detached: true,
        env: { ...process.env, PATH: path },
        stdio: ['pipe', 'ignore', 'ignore'],
      },
    );
    const ended = once(child, 'exit');
    ends.push(() => {
      child.stdin.end();
      return ended;
    });
  };
  const unmounts: string[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(ends.map((end) => end()));
    for (const disk of unmounts) spawnSync('umount', [disk]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const environment = builderVariables(folder);
    startBuilder(folder, 'parts', environment, start);
    const registry = await startRegistry(folder, 'open', start);
    const guardedRegistry = await startRegistry(folder, 'guarded', start);
    await until('the builder answers', () => isUp(environment, 'parts'));
    for (const address of [registry, guardedRegistry]) {
      await until(`the registry ${address} answers`, async () => {
        const { status } = await fetch(`http://${address}/v2/`);
        return status === 200 || status === 401;
      });
    }
    const answers = (host: string): boolean =>
      docker({ ...environment, DOCKER_HOST: host }, ['version', '--format={{.Server.Version}}'])
        .trim()
        .includes('.');
    const engine = async () => {
      // Two engines on one machine would write the same rules of its firewall.
      const own = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
      if (answers(own)) return { host: own };
      const host = `unix://${join(folder, 'engine.sock')}`;
      start('dockerd', [
        `--host=${host}`,
        `--data-root=${join(folder, 'engine')}`,
        `--exec-root=${join(folder, 'engine-exec')}`,
        `--pidfile=${join(folder, 'engine.pid')}`,
      ]);
      try {
        await until('the engine answers', () => answers(host));
      } catch {
        return { missing: 'right to run an engine' };
      }
      return { host };
    };
    const smallBuilder = async (): Promise<string> => {
      const disk = join(folder, 'small');
      mkdirSync(disk);
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
      if (mounted.status !== 0) throw new Error(String(mounted.stderr));
      unmounts.push(disk);
      startBuilder(folder, 'small', environment, start);
      await until('the small builder answers', () => isUp(environment, 'small'));
      return 'small';
    };
    return { environment, registry, guardedRegistry, smallBuilder, engine, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Environment = Readonly<Record<string, string>>;

function startBuilder(
  folder: string,
  name: string,
  environment: Environment,
  start: (program: string, words: readonly string[]) => void,
): void {
  const socket = `unix://${join(folder, `${name}.sock`)}`;
  start('buildkitd', [
    `--addr=${socket}`,
    `--root=${join(folder, name, 'buildkit')}`,
    '--oci-worker-net=host',
    '--containerd-worker=false',
  ]);
  docker(environment, ['buildx', 'create', `--name=${name}`, '--driver=remote', socket]);
}

function isUp(environment: Environment, builder: string): boolean {
  return docker(environment, ['buildx', 'inspect', builder]).includes('running');
}

/** A configuration of Docker for the tests alone. */
function builderVariables(folder: string): Environment {
  const configuration = join(folder, 'docker');
  mkdirSync(join(configuration, 'cli-plugins'), { recursive: true });
  for (const plugin of ['docker-buildx', 'docker-compose']) {
    const program = findOnPath(plugin, path);
    if (program !== undefined) symlinkSync(program, join(configuration, 'cli-plugins', plugin));
  }
  return { PATH: path, DOCKER_CONFIG: configuration, BUILDX_BUILDER: 'parts' };
}

/** `htpasswd -nbB robot CHANGE-ME` */
const PASSWORDS = 'robot:$2b$05$abcdefghijklmnopqrstuuidhDC3ZKKnkJfeG2p58JURyzv521Vx2\n';

async function startRegistry(
  folder: string,
  kind: 'open' | 'guarded',
  start: (program: string, words: readonly string[]) => void,
): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const passwords = join(folder, 'passwords');
  writeFileSync(passwords, PASSWORDS);
  const configuration = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, kind) } },
    http: { addr: address },
    ...(kind === 'guarded' ? { auth: { htpasswd: { realm: 'modax', path: passwords } } } : {}),
  };
  // JSON is YAML.
  const file = join(folder, `${kind}.yml`);
  writeFileSync(file, JSON.stringify(configuration));
  start('docker-registry', ['serve', file]);
  return address;
}

/** What `docker` says on stdout; empty when it fails. */
export function docker(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
): string {
  const { stdout } = spawnSync('docker', words, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits for what raises no event; gives up after two minutes. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 120_000;
  for (;;) {
    try {
      if (await holds()) return;
    } catch {
      // Not yet.
    }
    if (performance.now() > giveUpAt) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
