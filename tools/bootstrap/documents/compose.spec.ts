import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WITHOUT_SECRETS } from '@modax/command';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { findBroker } from '../src/set-up/broker.ts';
import { root } from './pages.ts';

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const file = join(root, 'docker-compose.yml');
const { services, networks } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  networks: Readonly<Record<string, unknown>>;
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-compose-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The variables that a service of this repository understands. */
function variablesOf(module: string, settings: string): readonly string[] {
  const script = `
from ${module} import ${settings}
for name, field in ${settings}.model_fields.items():
    print((field.validation_alias or name).upper())
`;
  const { stdout, stderr } = spawnSync(join(root, '.venv/bin/python'), ['-c', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('docker-compose.yml', () => {
  it.each(Object.entries(services))('gives %s no more than it needs', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+m$/) as unknown,
      pids_limit: expect.any(Number) as unknown,
    });
    expect(service).not.toHaveProperty('network_mode');
    expect(service).not.toHaveProperty('privileged');
  });

  it('is told no secret that tools are told as well', () => {
    const secrets = [...readFileSync(file, 'utf8').matchAll(/\$\{(\w+(?:PASSWORD|KEY|TOKEN))\b/g)]
      .map(([, name = '']) => name)
      // What asks Docker's credentials for Amazon's registry needs it.
      .filter((name) => !name.startsWith('AWS_'));
    expect(secrets).toContain('MQTT_PASSWORD');
    expect(Object.keys(WITHOUT_SECRETS)).toEqual(expect.arrayContaining(secrets));
  });

  it.each(['control-layer', 'ai-layer', 'cache-server'])(
    'runs %s in the version that is named, or the image that is',
    (name) => {
      const own = `MODAX_${name.replace('-', '_').toUpperCase()}_IMAGE`;
      const image = services[name]?.image ?? '';
      const released = `\${MODAX_REGISTRY:-docker.io}/\${MODAX_NAMESPACE:-modax}/${name}`;
      expect(image).toContain(`\${${own}:-${released}:\${MODAX_VERSION:?`);
    },
  );

  it('waits for a healthy broker, and for layers whose images say when they are', () => {
    expect(services['control-layer']).toMatchObject({
      depends_on: { mosquitto: { condition: 'service_healthy' } },
    });
    expect(services['mosquitto']).toMatchObject({
      healthcheck: { test: expect.arrayContaining(['CMD']) as unknown },
    });
    const conditions = Object.values(services).flatMap((service) =>
      Object.values((service['depends_on'] ?? {}) as Record<string, { condition?: string }>),
    );
    expect(conditions.filter(({ condition }) => condition !== 'service_healthy')).toEqual([]);
    for (const name of ['control-layer', 'ai-layer']) {
      const dockerfile = readFileSync(join(root, `apps/${name}/Dockerfile`), 'utf8');
      expect(dockerfile).toMatch(/^HEALTHCHECK .*\\\n {4}CMD \["python3".*\/status/m);
    }
  });

  it('keeps the AI layer away from the field', () => {
    expect(services['ai-layer']).toMatchObject({ networks: ['advice'] });
    expect(services['mosquitto']).toMatchObject({ networks: ['field'] });
    expect(networks['advice']).toEqual({ internal: true });
    expect(JSON.stringify(services['ai-layer'])).not.toMatch(/MQTT|API_KEY/);
  });

  it.each([
    ['control-layer', 'modax_control.settings', 'ControlSettings'],
    ['ai-layer', 'modax_ai.settings', 'AiSettings'],
  ])('tells %s only what it understands', (name, module, settings) => {
    const given = Object.keys(services[name]?.environment ?? {});
    const known = variablesOf(module, settings);
    expect(given.filter((variable) => !known.includes(variable))).toEqual([]);
  });

  const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
  it.skipIf(!hasCompose)('is accepted by docker compose config --quiet', () => {
    const passwords = join(temporaryFolder(), 'passwords');
    writeFileSync(passwords, '');
    const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        MODAX_VERSION: '1.0.0',
        MQTT_USERNAME: 'control-layer',
        MQTT_PASSWORD: 'CHANGE-ME',
        MOSQUITTO_PASSWORD_FILE: passwords,
      },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('The page about the first start', () => {
  it('has nobody make a file that would be committed', () => {
    const page = readFileSync(join(root, 'docs/operate/run-the-layers.md'), 'utf8');
    const [, passwords = ''] = /^MOSQUITTO_PASSWORD_FILE=(.*)$/m.exec(page) ?? [];
    expect(page).toContain(`mosquitto_passwd -c -b ${passwords.replace('./', '')} `);
    const made = ['.env', passwords];
    const { stdout } = spawnSync('git', ['check-ignore', ...made], { cwd: root, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(made);
  });
});

describe('The page about settings', () => {
  it.each([
    ['modax_control.settings', 'ControlSettings'],
    ['modax_ai.settings', 'AiSettings'],
  ])('has every variable of %s', (module, settings) => {
    const page = readFileSync(join(root, 'docs/operate/run-the-layers.md'), 'utf8');
    const missing = variablesOf(module, settings).filter(
      (variable) => !page.includes(`\`${variable}`),
    );
    expect(missing).toEqual([]);
  });
});

const mosquitto = findBroker({ PATH: process.env['PATH'] ?? '' });

/** A free port; what else asks for one at the same moment gets another. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** What is said by clients of the services' own library. */
function clients(main: string): string {
  const script = `
import asyncio, aiomqtt
async def main():
${main.replaceAll(/^/gm, '    ')}
asyncio.run(main())
`;
  const { stdout, stderr } = spawnSync(join(root, '.venv/bin/python'), ['-c', script], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

/** Connects a client; says how it went. */
function connection(port: number, identity: string): string {
  return clients(`
try:
    async with aiomqtt.Client("127.0.0.1", ${port}${identity}):
        print("accepted")
except aiomqtt.MqttError as error:
    print(error)`);
}

describe.skipIf(mosquitto === undefined)('The configuration of the broker', () => {
  /** As the page says; on which port it listens. */
  const started = async (): Promise<number> => {
    const folder = temporaryFolder();
    const passwords = join(folder, 'passwords');
    spawnSync('mosquitto_passwd', ['-c', '-b', passwords, 'control-layer', 'CHANGE-ME']);
    spawnSync('mosquitto_passwd', ['-b', passwords, 'hmi', 'CHANGE-ME-AS-WELL']);
    spawnSync('mosquitto_passwd', ['-b', passwords, 'pump-1', 'CHANGE-ME-TOO']);
    spawnSync('chmod', ['644', passwords]);
    const port = await freePort();
    const configuration = readFileSync(join(root, 'config/mosquitto/mosquitto.conf'), 'utf8')
      .replace('listener 1883', `listener ${port} 127.0.0.1`)
      .replace('/run/secrets/mosquitto-passwords', passwords)
      .replace('/mosquitto/config', join(root, 'config/mosquitto'))
      .replace('log_dest stdout', 'log_dest stderr');
    writeFileSync(join(folder, 'mosquitto.conf'), configuration);
    const broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], {
      stdio: 'pipe',
    });
    onTestFinished(() => {
      broker.kill('SIGKILL');
    });
    for await (const text of broker.stderr) if (String(text).includes('running')) break;
    return port;
  };
  const device = 'username="pump-1", password="CHANGE-ME-TOO"';
  const interfaceOfPeople = 'username="hmi", password="CHANGE-ME-AS-WELL"';
  const controlLayer = 'username="control-layer", password="CHANGE-ME"';

  it('lets in who has a password, and nobody else', async () => {
    const port = await started();
    expect(connection(port, '')).toMatch(/not authori[sz]ed/i);
    expect(connection(port, ', username="pump-1", password="wrong"')).toMatch(/not authori[sz]ed/i);
    expect(connection(port, `, ${device}`)).toBe('accepted\n');
  });

  it('takes commands and advice of the control layer alone, and of a device what it measures', async () => {
    const port = await started();
    const said = clients(`
own = aiomqtt.Client("127.0.0.1", ${port}, ${device})
other = aiomqtt.Client("127.0.0.1", ${port}, ${device})
hmi = aiomqtt.Client("127.0.0.1", ${port}, ${interfaceOfPeople})
layer = aiomqtt.Client("127.0.0.1", ${port}, ${controlLayer})
async with own, other, hmi, layer:
    await own.subscribe("modax/#", qos=1)
    await hmi.subscribe("modax/#", qos=1)
    await layer.subscribe("modax/sensor/#", qos=1)
    for topic in ("control/commands", "control/question", "ai/analysis", "sensor/safety", "sensor/data"):
        await other.publish("modax/" + topic, "of a device", qos=1)
    for topic in ("control/commands", "control/question", "ai/analysis"):
        await hmi.publish("modax/" + topic, "of the HMI", qos=1)
    for topic in ("sensor/data", "ai/analysis", "control/commands"):
        await layer.publish("modax/" + topic, "of the layer", qos=1)
    async def heard(client, last):
        async for message in client.messages:
            print(message.topic, message.payload.decode())
            if str(message.topic) == last:
                return
    await heard(own, "modax/control/commands")
    await heard(hmi, "modax/control/commands")
    await heard(layer, "modax/sensor/data")`);
    expect(said.trim().split('\n')).toEqual([
      'modax/control/commands of the layer',
      'modax/ai/analysis of the layer',
      'modax/control/commands of the layer',
      'modax/sensor/safety of a device',
      'modax/sensor/data of a device',
    ]);
  });
});
