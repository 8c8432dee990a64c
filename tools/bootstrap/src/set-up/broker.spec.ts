import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder, writeProgram } from '../testing/folders.ts';
import { findBroker } from './broker.ts';

describe('Mosquitto', () => {
  it('is found on PATH', () => {
    const folder = temporaryFolder();
    const file = writeProgram(folder, 'mosquitto', '');
    expect(findBroker({ PATH: `/nowhere:${folder}` }, [])).toBe(file);
  });

  it('is found where packages put it', () => {
    const folder = temporaryFolder();
    const file = writeProgram(folder, 'mosquitto', '');
    expect(findBroker({ PATH: '' }, [folder])).toBe(file);
  });

  it('may be absent', () => {
    expect(findBroker({ PATH: temporaryFolder() }, [])).toBeUndefined();
  });
});

const program = fileURLToPath(new URL('../../embedded-broker.mjs', import.meta.url));
const python = fileURLToPath(new URL('../../../../.venv/bin/python', import.meta.url));

/** A client of the services' own library: subscribes, publishes with both qualities, says what came. */
const ROUND_TRIP = `
import asyncio, sys, aiomqtt

async def main():
    async with aiomqtt.Client("127.0.0.1", int(sys.argv[1])) as client:
        await client.subscribe("modax/#", qos=1)
        await client.publish("modax/sensor/data", "first", qos=0)
        await client.publish("modax/control/commands", "second", qos=1)
        received = []
        async for message in client.messages:
            received.append(f"{message.topic} {message.payload.decode()} {message.qos}")
            if len(received) == 2:
                print(", ".join(sorted(received)))
                return

asyncio.run(main())
`;

async function broker(): Promise<{ readonly child: ChildProcess; readonly port: string }> {
  const child = spawn(process.execPath, [program, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: line.toString().trim().split(':')[1] ?? '' };
}

describe('The embedded broker', () => {
  it('carries messages of quality 0 and 1 for a real client', async () => {
    const { port } = await broker();
    const client = spawnSync(python, ['-c', ROUND_TRIP, port], {
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect(client).toMatchObject({
      stderr: '',
      stdout: 'modax/control/commands second 1, modax/sensor/data first 0\n',
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s without complaint', async (signal) => {
    const { child } = await broker();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says that a port is taken', async () => {
    const { port } = await broker();
    const second = spawnSync(process.execPath, [program, '--port', port], { encoding: 'utf8' });
    expect(second).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/) as string,
    });
  });

  it('says how it is used', () => {
    const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect({ status, usage: stderr.split('\n')[1] }).toEqual({
      status: 2,
      usage: 'usage: node embedded-broker.mjs --port PORT [--host HOST]',
    });
  });
});
