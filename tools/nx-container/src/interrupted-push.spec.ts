import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { missingPart } from '@modax/container-parts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pumpWithParts } from './testing/pump-with-parts.ts';

/* What is left of the credentials when a push is ended in its midst: real Nx, Docker and BuildKit. */

const repository = resolve(import.meta.dirname, '../../..');
const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: no push is interrupted here, because there is no ${missing}`);
}

const settings = {
  'nx.json': JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    tui: { enabled: false },
    plugins: ['@modax/nx-container'],
  }),
  'package.json': JSON.stringify({ name: 'sample', private: true, type: 'module' }),
  'apps/pump/project.json': JSON.stringify({ name: 'pump' }),
  '.gitignore': 'node_modules\n.venv\n.modax\n.nx\nreports\ntmp\n',
};

/**
 * A registry on loopback that wants a login, has no image, and answers nothing to who sends one.
 * @returns where it is, and with which authorization somebody began to send.
 */
async function hangingRegistry(): Promise<{ address: string; sending: Promise<unknown> }> {
  const server = createServer((request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="modax"' }).end();
    } else if (request.method === 'POST') {
      server.emit('sending', request.headers.authorization);
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { address: `127.0.0.1:${address.port}`, sending: once(server, 'sending') };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-push-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** All that stands in the files of a folder. */
function textsIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

/** How all that runs on this machine was started. */
function commands(): string {
  return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' });
}

/** Where a test ends before its end; of one that has come to it nothing is left. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

describe.skipIf(missing !== undefined)('a push that is ended in its midst', () => {
  const pump = pumpWithParts();

  test.each([
    // What a terminal does on Ctrl-C: the whole group in the foreground gets the signal.
    ['SIGINT', (pid: number) => -pid],
    // What a supervisor does: one process gets it.
    ['SIGTERM', (pid: number) => pid],
    ['SIGKILL', (pid: number) => -pid],
  ] as const)('by %s leaves no credentials behind', async (signal, target) => {
    pump.workspace.commit(settings);
    symlinkSync(join(repository, 'node_modules'), join(pump.workspace.root, 'node_modules'));
    pump.tasks.passScan(await pump.tasks.built());
    const { address, sending } = await hangingRegistry();
    const folder = temporaryFolder();
    const held = () => readdirSync(folder).filter((name) => name.startsWith('modax-docker-'));
    // Nobody else's, whatever else runs on this machine.
    const password = `held-until-${signal}`;
    const credentials = Buffer.from(`robot:${password}`).toString('base64');
    const nx = join(repository, 'node_modules/.bin/nx');
    const words = ['run', 'pump:docker-push', '--exclude-task-dependencies'];
    const own = Object.entries(process.env).filter(([name]) => !/^(?:NX_|CI$|GITHUB_)/.test(name));
    const pushing = spawn(nx, [...words, `--registry=${address}`], {
      cwd: pump.workspace.root,
      env: cleanEnvironment(Object.fromEntries(own), {
        NX_DAEMON: 'false',
        NX_ISOLATE_PLUGINS: 'false',
        TMPDIR: folder,
        DOCKER_USERNAME: 'robot',
        DOCKER_PASSWORD: password,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = pushing;
    if (pid === undefined) throw new Error('nx was not started');
    onTestFinished(() => {
      endGroup(pid);
    });
    let said = '';
    for (const stream of [pushing.stdout, pushing.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    // 'close': all that hold its output have ended too.
    const ended = once(pushing, 'close');
    const began = await Promise.race([sending, ended.then(() => said)]);
    expect(began).toEqual([`Basic ${credentials}`]);

    expect(held()).toHaveLength(1);
    expect(textsIn(folder)).not.toContain(password);
    expect(textsIn(folder)).not.toContain(credentials);
    expect(commands()).toContain(`--tag=${address}/modax/pump:main`);
    expect(commands()).not.toContain(password);
    expect(commands()).not.toContain(credentials);

    process.kill(target(pid), signal);
    await ended;
    if (signal !== 'SIGKILL') expect(commands()).not.toContain(address);
    // Killed, it can take nothing away: there must be nothing that counts.
    expect(held()).toHaveLength(signal === 'SIGKILL' ? 1 : 0);
    expect(textsIn(folder)).not.toContain(password);
    expect(textsIn(folder)).not.toContain(credentials);
    expect(said).not.toContain(password);
    expect(said).not.toContain(credentials);
  });
});
