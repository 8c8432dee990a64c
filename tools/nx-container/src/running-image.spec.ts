import {
  docker,
  missingPart,
  type Parts,
  pushPythonImage,
  startParts,
} from '@modax/container-parts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PumpWorkspace } from './testing/pump-workspace.ts';
import { Tasks } from './testing/tasks.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is run here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('an image that was pushed', () => {
  let parts: Parts;
  let workspace: PumpWorkspace;
  let found: Awaited<ReturnType<Parts['engine']>>;

  beforeAll(async () => {
    parts = await startParts();
    workspace = new PumpWorkspace();
    vi.stubEnv('MODAX_PYTHON_IMAGE', pushPythonImage(parts));
    for (const [name, value] of Object.entries(parts.environment)) vi.stubEnv(name, value);
    found = await parts.engine();
  }, 20 * 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    workspace.remove();
    await parts.stop();
  });

  test('is loaded into the engine as it was built, under names of this machine', async ({
    skip,
  }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const tasks = new Tasks(workspace);
    const { configuration } = await tasks.built();
    vi.stubEnv('DOCKER_HOST', 'host' in found ? found.host : '');
    expect(await tasks.load(), tasks.said.join('\n')).toBe('passed');
    for (const name of ['modax/pump:local', 'apps-pump:latest']) {
      const words = ['image', 'inspect', '--format={{.Id}}', name];
      expect(docker(process.env as Record<string, string>, words).trim()).toBe(configuration);
    }
    vi.stubEnv('DOCKER_HOST', `unix://${workspace.root}/nobody.sock`);
    expect(await tasks.load()).toBe('ENGINE_UNREACHABLE');
  });

  test('is pulled by its digest, answers, and ends what it has begun before it stops', async ({
    skip,
  }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    const environment = { ...parts.environment, DOCKER_HOST: 'host' in found ? found.host : '' };
    const engine = (...words: readonly string[]) => docker(environment, words).trim();
    const tasks = new Tasks(workspace);
    const image = await tasks.built();
    tasks.passScan(image);
    expect(await tasks.push(parts.registry)).toBe('passed');

    const reference = `${parts.registry}/modax/pump@${image.digest}`;
    const container = engine(
      'run',
      '--detach',
      '--read-only',
      '--tmpfs=/tmp',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges:true',
      '--publish=127.0.0.1::8000',
      reference,
    );
    expect(container).toMatch(/^[0-9a-f]{64}$/);
    const address = `http://${engine('port', container, '8000')}`;
    await vi.waitFor(
      async () => {
        expect((await fetch(`${address}/status`)).status).toBe(200);
      },
      {
        timeout: 60_000,
      },
    );
    await vi.waitFor(
      () => {
        expect(engine('inspect', '--format={{.State.Health.Status}}', container)).toBe('healthy');
      },
      { timeout: 120_000, interval: 500 },
    );
    const user = ['python3', '-c', 'import os; print(os.getuid())'];
    expect(engine('exec', container, ...user)).toBe('10001');

    const slow = fetch(`${address}/slow`);
    await vi.waitFor(
      () => {
        expect(engine('logs', container)).toContain('/slow begins');
      },
      {
        timeout: 60_000,
      },
    );
    engine('kill', '--signal=TERM', container);
    expect(await (await slow).text()).toBe('hello');
    expect(engine('wait', container)).toBe('0');
    engine('rm', '--force', container);
  });
});
