import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  missingPart,
  type Parts,
  pushBrokerImage,
  pushPythonImage,
  startParts,
} from '@modax/container-parts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { beginRequest } from './testing/begun-request.ts';
import { passed, WorkingTree } from './testing/working-tree.ts';

const missing = missingPart({
  programs: ['docker-compose', 'mosquitto_passwd', 'mosquitto_pub'],
  fileSystems: ['python', 'broker'],
});
if (missing !== undefined) {
  console.warn(`SKIPPED: the layers are not run from their images, because there is no ${missing}`);
}

/** Trivy's vulnerability database of two advisories; where it is not, images are not scanned. */
const database = join(import.meta.dirname, '../../../../shared/data/trivy-db');
const hasDatabase = existsSync(database);
if (!hasDatabase)
  console.warn(`SKIPPED: no scan of the layers' images, because there is no ${database}`);

/** Longer than everything that it waits for, each of which ends by itself. */
const PATIENCE_MS = 20 * 60_000;
const PATIENT = { timeout: PATIENCE_MS };

/** An address of this machine that nobody else uses, on which the ports of the system are free. */
const ADDRESS = `127.${process.pid % 250}.${Math.floor(process.pid / 250) % 250}.77`;
const HEADERS = { 'X-API-Key': 'monitoring-key-of-the-test' };

describe.skipIf(missing !== undefined)('MODAX, from the images of this working tree', () => {
  let parts: Parts;
  let tree: WorkingTree;
  let folder: string;
  let variables: Record<string, string>;
  let found: Awaited<ReturnType<Parts['engine']>> = { missing: 'engine' };

  const compose = async (...words: readonly string[]) =>
    passed(await tree.run('docker', ['compose', ...words], variables));
  const get = async (path: string, headers: Readonly<Record<string, string>> = HEADERS) => {
    const answer = await fetch(`http://${ADDRESS}:8000${path}`, { headers });
    const body: unknown = await answer.json();
    return { status: answer.status, body };
  };
  const publish = (topic: string, message: object, password = 'CHANGE-ME-TOO') => {
    const identity = ['-u', 'pump-1', '-P', password];
    const words = ['-h', ADDRESS, ...identity, '-q', '1', '-t', topic, '-m'];
    execFileSync('mosquitto_pub', [...words, JSON.stringify(message)], { stdio: 'pipe' });
  };

  /** One with which entries are written, when the cache knows it, which is within a second. */
  const cacheToken = async () => {
    const main = '/opt/modax/apps/cache-server/src/main.ts';
    const create = ['token', 'create', '--for', 'a test', '--scope', 'trusted'];
    const token = (await compose('exec', '-T', 'cache-server', 'node', main, ...create)).trim();
    const headers = { Authorization: `Bearer ${token}` };
    await vi.waitFor(
      async () => {
        const answer = await fetch(`http://${ADDRESS}:8002/v1/cache/none`, { headers });
        expect(answer.status).toBe(404);
      },
      { timeout: 60_000, interval: 200 },
    );
    return token;
  };

  beforeAll(async () => {
    parts = await startParts();
    tree = new WorkingTree();
    folder = mkdtempSync(join(tmpdir(), 'modax-broker-'));
    chmodSync(folder, 0o755);
    const passwords = join(folder, 'passwords');
    execFileSync('mosquitto_passwd', ['-c', '-b', passwords, 'control-layer', 'CHANGE-ME']);
    execFileSync('mosquitto_passwd', ['-b', passwords, 'pump-1', 'CHANGE-ME-TOO']);
    chmodSync(passwords, 0o644);
    variables = {
      ...parts.environment,
      MODAX_PYTHON_IMAGE: pushPythonImage(parts),
      MODAX_BROKER_IMAGE: pushBrokerImage(parts),
      COMPOSE_PROFILES: 'cache',
      COMPOSE_PROJECT_NAME: `modax-test-${process.pid}`,
      MODAX_BIND_ADDRESS: ADDRESS,
      MODAX_VERSION: 'local',
      MOSQUITTO_PASSWORD_FILE: passwords,
      MQTT_USERNAME: 'control-layer',
      MQTT_PASSWORD: 'CHANGE-ME',
      MONITORING_API_KEY: HEADERS['X-API-Key'],
    };
  }, PATIENCE_MS);
  afterAll(async () => {
    try {
      if ('host' in found) await compose('down', '--volumes', '--timeout=10');
    } finally {
      tree.remove();
      rmSync(folder, { recursive: true, force: true });
      await parts.stop();
    }
  });

  test.skipIf(!hasDatabase)('they pass their scans, and are pushed', PATIENT, async () => {
    const scanning = { ...variables, TRIVY_CACHE_DIR: database };
    for (const project of ['control-layer', 'ai-layer', 'cache-server']) {
      const push = ['run', `${project}:docker-push`, `--registry=${parts.registry}`];
      passed(await tree.nx(push, scanning));
    }
    const record = readFileSync(join(tree.root, 'reports/ai-layer/image.json'), 'utf8');
    const { repository, digest } = JSON.parse(record) as Readonly<Record<string, string>>;
    Object.assign(variables, {
      MODAX_REGISTRY: parts.registry,
      MODAX_VERSION: 'main',
      MODAX_AI_LAYER_IMAGE: `${repository}@${digest}`,
    });
  });

  test(
    'that of TypeScript is the same again, in another folder and of a builder that has nothing',
    PATIENT,
    async () => {
      const copy = tree.copy();
      try {
        passed(await tree.nx(['docker-build', 'cache-server'], variables));
        passed(await tree.run('docker', ['buildx', 'prune', '--all', '--force'], variables));
        passed(await copy.nx(['docker-build', 'cache-server', '--skip-nx-cache'], variables));
        const [first, again] = [tree, copy].map(({ root }) =>
          readFileSync(join(root, 'reports/cache-server/image-build.json'), 'utf8'),
        );
        expect(again).toBe(first);
        expect(again).toMatch(/"digest": ?"sha256:/);
      } finally {
        copy.remove();
      }
    },
  );

  test('each starts alone, and ends when it is told to', PATIENT, async () => {
    const { host } = await parts.engineWithoutNetwork();
    const start = ['run-many', '-t', 'docker-start', '-p', 'control-layer,ai-layer,cache-server'];
    const said = passed(await tree.nx(start, { ...variables, DOCKER_HOST: host }));
    expect(said.match(/^started {3}modax\/[\w-]+:local /gm)).toHaveLength(3);
  });

  test(
    'a device that publishes is seen, and who has no password is not heard',
    PATIENT,
    async ({ skip }) => {
      // Not before it is needed: another test may be waiting for it.
      found = await parts.engine();
      if ('missing' in found) skip(`there is no ${found.missing}`);
      else variables['DOCKER_HOST'] = found.host;
      if (variables['MODAX_VERSION'] === 'local') {
        const load = ['run-many', '-t', 'docker-load', '-p', 'control-layer,ai-layer,cache-server'];
        passed(await tree.nx(load, variables));
      }
      // As who runs what a branch means now: it may have been pushed anew.
      const latest = variables['MODAX_VERSION'] === 'local' ? [] : ['--pull=always'];
      await compose('up', '--detach', '--wait', '--wait-timeout=240', ...latest);
      // A moment's standstill breaks the link to the broker off: healthy then is not connected now.
      await vi.waitFor(
        async () => {
          expect((await get('/status', {})).status).toBe(200);
        },
        { timeout: 60_000, interval: 200 },
      );
      expect((await get('/api/v1/devices', {})).status).toBe(401);

      const device = { timestamp: 1, device_id: 'pump-1' };
      const vibration = { x: 0, y: 0, z: 9.81, magnitude: 9.81 };
      const reading = { ...device, motor_currents: [4, 4.5], vibration, temperatures: [45] };
      expect(() => {
        publish('modax/sensor/data', { ...reading, device_id: 'intruder' }, 'wrong');
      }).toThrow(/not authori[sz]ed/i);
      publish('modax/sensor/data', reading);
      await vi.waitFor(
        async () => {
          expect((await get('/api/v1/devices/pump-1/data')).body).toMatchObject({
            motor_currents: [4, 4.5],
            temperatures: [45],
          });
        },
        { timeout: 60_000, interval: 200 },
      );
      expect((await get('/api/v1/devices')).body).toEqual(['pump-1']);
    },
  );

  test('the remote cache keeps what is sent with a token that is made in it', async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const headers = { Authorization: `Bearer ${await cacheToken()}` };
    const entry = `http://${ADDRESS}:8002/v1/cache/1`;
    const sent = await fetch(entry, { method: 'PUT', body: 'an entry', headers });
    expect(sent.status).toBe(200);
    expect(await (await fetch(entry, { headers })).text()).toBe('an entry');
    const status = (await fetch(`http://${ADDRESS}:8002/status`)).json();
    const manifest = readFileSync(join(tree.root, 'apps/cache-server/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { readonly version: string };
    expect(await status).toMatchObject({ status: 'ok', service: 'cache-server', version });
  });

  test('the AI layer is reached by the control layer, and reaches nobody', async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const script = (host: string, port: number) =>
      `import socket; socket.create_connection(("${host}", ${port}), 5)`;
    const inside = (service: string, host: string, port: number) =>
      tree.run(
        'docker',
        ['compose', 'exec', '-T', service, 'python3', '-c', script(host, port)],
        variables,
      );
    const address = async (service: string) => {
      const container = (await compose('ps', '--quiet', service)).trim();
      const words = [
        'inspect',
        '--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
      ];
      return passed(await tree.run('docker', [...words, container], variables)).trim();
    };
    passed(await inside('control-layer', 'ai-layer', 8001));
    // By its address: that its name is unknown there is not all that keeps them apart.
    const broker = await address('mosquitto');
    expect(broker).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    passed(await inside('control-layer', broker, 1883));
    expect(await inside('ai-layer', broker, 1883)).toMatchObject({ code: 1 });
  });

  test('all end what they have begun when they are stopped', PATIENT, async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    expect(await compose('logs', 'control-layer')).toContain('control-layer');
    // A command that says nothing is refused, which is known when all of it is there.
    const command = await beginRequest(
      { host: ADDRESS, port: 8000 },
      ['POST /api/v1/control/command', `X-API-Key: ${HEADERS['X-API-Key']}`],
      '{}',
    );
    const entry = await beginRequest(
      { host: ADDRESS, port: 8002 },
      ['PUT /v1/cache/2', `Authorization: Bearer ${await cacheToken()}`],
      'an entry',
    );
    const stopped = compose('stop', 'control-layer', 'ai-layer', 'cache-server');
    for (const [port, request, answered] of [
      [8000, command, /^HTTP\/1\.1 422 /],
      [8002, entry, /^HTTP\/1\.1 200 /],
    ] as const) {
      await vi.waitFor(
        async () => {
          await expect(fetch(`http://${ADDRESS}:${port}/status`)).rejects.toThrow();
        },
        { timeout: 60_000, interval: 50 },
      );
      expect(await request.end()).toMatch(answered);
    }
    await stopped;
    const states = await compose('ps', '--all', '--format', '{{.Service}} {{.ExitCode}}');
    for (const service of ['control-layer', 'ai-layer', 'cache-server']) {
      expect(states).toContain(`${service} 0`);
    }
  });
});
