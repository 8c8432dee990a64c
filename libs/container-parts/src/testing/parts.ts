import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findOnPath } from '@modax/command';
import { freePort } from './free-port.ts';
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
   * `DOCKER_HOST`; why there is none, where it cannot. One at a time: it may have to be waited for.
   */
  readonly engine: () => Promise<{ readonly host: string } | { readonly missing: string }>;
  /** One more, of its own, for containers without a network. There may be any number: it changes no firewall. */
  readonly engineWithoutNetwork: () => Promise<{ readonly host: string }>;
  readonly stop: () => Promise<void>;
}

/** A program that runs until the parts are stopped. */
type Start = (program: string, words: readonly string[]) => Started;

interface Started {
  readonly isRunning: () => boolean;
  /** On both of its streams. */
  readonly said: () => string;
}

/** Runs a program until its standard input ends, as it does also when the tests are killed. */
const KEEPER = '"$@" </dev/null & program=$!; read -r _; kill "$program"; wait "$program"';

/** Held while an engine, or something that it has started, runs; the kernel gives it back. */
const ENGINE_LOCK = join(tmpdir(), 'modax-engine.lock');
/** Another test may have an engine of its own for some minutes. */
const ENGINE_DEADLINE_MS = 15 * 60_000;

/** Starts a builder and two registries in a folder of their own. */
export async function startParts(): Promise<Parts> {
  const folder = mkdtempSync(join(tmpdir(), 'modax-parts-'));
  const ends: (() => Promise<unknown>)[] = [];
  const logs: string[] = [];
  const start: Start = (program, words) => {
    const log = join(folder, `${logs.length}-${basename(program)}.log`);
    logs.push(log);
    const output = openSync(log, 'w');
    const child = spawn(
      'sh',
      ['-c', KEEPER, 'sh', findOnPath(program, path) ?? program, ...words],
      {
        cwd: folder,
        detached: true,
        env: { ...process.env, PATH: path },
        stdio: ['pipe', output, output],
      },
    );
    closeSync(output);
    const ended = once(child, 'exit');
    let isRunning = true;
    void ended.then(() => {
      isRunning = false;
    });
    ends.push(() => {
      child.stdin?.end();
      return ended;
    });
    return { isRunning: () => isRunning, said: () => readFileSync(log, 'utf8') };
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
    for (const [address, answer] of [
      [registry, 200],
      [guardedRegistry, 401],
    ] as const) {
      await until(`the registry ${address} answers`, async () => {
        const { status } = await fetch(`http://${address}/v2/`);
        return status === answer;
      });
    }
    const answers = (host: string): boolean =>
      docker({ ...environment, DOCKER_HOST: host }, ['version', '--format={{.Server.Version}}'])
        .trim()
        .includes('.');
    const startEngine = async (name: string, before: readonly string[], own: readonly string[]) => {
      const place = join(folder, name);
      const host = `unix://${place}.sock`;
      const [program = '', ...words] = [
        ...before,
        findOnPath('dockerd', path) ?? 'dockerd',
        `--host=${host}`,
        `--data-root=${place}`,
        `--exec-root=${place}-exec`,
        `--pidfile=${place}.pid`,
        ...own,
      ];
      const started = start(program, words);
      const isUp = () => !started.isRunning() || answers(host);
      await until('the engine answers', isUp, ENGINE_DEADLINE_MS);
      if (!started.isRunning()) throw new Error(`the engine has ended:\n${started.said()}`);
      return { host };
    };
    const engine = async () => {
      // One that runs has its rules in the machine's firewall already.
      const own = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
      if (own.startsWith('unix:') && answers(own)) return { host: own };
      if (spawnSync('iptables', ['--list'], { env: { PATH: path } }).status !== 0) {
        const missing = 'right to change the firewall, which an engine does';
        console.warn(`SKIPPED: no image is run here, because there is no ${missing}`);
        return { missing };
      }
      // Two at once would give their containers the same addresses: the other test is waited for.
      return startEngine('engine', ['flock', '--no-fork', ENGINE_LOCK], []);
    };
    let lonely = 0;
    const engineWithoutNetwork = () =>
      startEngine(
        `lonely-${(lonely += 1)}`,
        [],
        [
          '--bridge=none',
          ...['iptables', 'ip6tables', 'ip-forward', 'ip-masq'].map((name) => `--${name}=false`),
        ],
      );
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
    return {
      environment,
      registry,
      guardedRegistry,
      smallBuilder,
      engine,
      engineWithoutNetwork,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Environment = Readonly<Record<string, string>>;

function startBuilder(folder: string, name: string, environment: Environment, start: Start): void {
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
  start: Start,
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
  cwd?: string,
): string {
  const { stdout } = spawnSync('docker', words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return stdout;
}

/** The digest that a reference with a tag means in its registry; empty when there is none. */
export function digestInRegistry(
  environment: Readonly<Record<string, string>>,
  reference: string,
): string {
  const words = ['buildx', 'imagetools', 'inspect', '--format={{.Manifest.Digest}}', reference];
  return docker(environment, words).trim();
}

/** Waits for what raises no event. */
async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 120_000,
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
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
