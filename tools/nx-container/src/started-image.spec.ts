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
  console.warn(`SKIPPED: no image is started here, because there is no ${missing}`);
}

const OWN_CHECK = '--interval=10s --timeout=5s --start-period=20s --retries=3';
/** Made more often, and not given up for a machine that is busy. */
const PATIENT_CHECK = '--interval=1s --start-period=300s --start-interval=1s';
/** For a service that will not be healthy. */
const SHORT_CHECK = '--interval=1s --retries=2';
const MAIN = 'apps/pump/src/sample_pump/__main__.py';

describe.skipIf(missing !== undefined)('an image that is started before it is pushed', () => {
  let parts: Parts;
  let workspace: PumpWorkspace;
  let tasks: Tasks;
  let service: string;
  let dockerfile: string;

  /** Builds the image of another program, and with another check. */
  const builtWith = (program: string, check: string) => {
    workspace.commit({
      [MAIN]: program,
      'apps/pump/Dockerfile': dockerfile.replace(OWN_CHECK, check),
    });
    return tasks.built();
  };
  const startedWith = async (
    program: string,
    check: string,
    options: Parameters<Tasks['start']>[0] = {},
  ) => {
    await builtWith(program, check);
    expect(await tasks.load(), tasks.said.join('\n')).toBe('passed');
    return tasks.start(options);
  };
  const containers = () =>
    docker(process.env as Record<string, string>, ['ps', '--all', '--quiet']).trim();

  beforeAll(async () => {
    parts = await startParts();
    const { host } = await parts.engineWithoutNetwork();
    vi.stubEnv('MODAX_PYTHON_IMAGE', pushPythonImage(parts));
    for (const [name, value] of Object.entries(parts.environment)) vi.stubEnv(name, value);
    vi.stubEnv('DOCKER_HOST', host);
    workspace = new PumpWorkspace();
    tasks = new Tasks(workspace);
    service = workspace.read(MAIN);
    dockerfile = workspace.read('apps/pump/Dockerfile');
    expect(dockerfile).toContain(OWN_CHECK);
  }, 20 * 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    workspace.remove();
    await parts.stop();
  });

  test('is healthy by its own check, ends when it is told to, and leaves nothing behind', async () => {
    expect(await startedWith(service, OWN_CHECK), tasks.said.join('\n')).toBe('passed');
    expect(containers()).toBe('');
  });

  test('is red when its program ends, and what it said last is shown', async () => {
    const program = 'raise SystemExit("there is no valve")\n';
    expect(await startedWith(program, PATIENT_CHECK)).toBe('IMAGE_UNHEALTHY');
    expect(tasks.said.join('\n')).toContain('its program ended with 1 before it was healthy');
    expect(tasks.said.join('\n')).toContain('there is no valve');
    expect(containers()).toBe('');
  });

  test('is red when its check fails, and what the check said is shown', async () => {
    const program = 'import time\n\ntime.sleep(600)\n';
    expect(await startedWith(program, SHORT_CHECK)).toBe('IMAGE_UNHEALTHY');
    expect(tasks.said.join('\n')).toContain('ConnectionRefusedError');
    expect(containers()).toBe('');
  });

  test('is well without others when its check says what it says then', async () => {
    const program = service.replace('send_response(200)', 'send_response(503)');
    expect(await startedWith(program, SHORT_CHECK)).toBe('IMAGE_UNHEALTHY');
    const alone = { saysAlone: '503 hello' };
    expect(await startedWith(program, PATIENT_CHECK, alone), tasks.said.join('\n')).toBe('passed');
  });

  test('is red when it does not end well', async () => {
    const program = service.replace('sys.exit(0)', 'sys.exit("the valve is open")');
    expect(await startedWith(program, PATIENT_CHECK)).toBe('IMAGE_NOT_STOPPED');
    expect(tasks.said.join('\n')).toContain('ended with 1 after SIGTERM');
    expect(tasks.said.join('\n')).toContain('the valve is open');
    expect(containers()).toBe('');
  });

  test('is given the secrets that it wants, each another one', async () => {
    const wanted = `import os\n\nif len({os.environ["A_KEY"], os.environ["B_KEY"]}) < 2:\n    raise SystemExit(4)\n\n`;
    expect(await startedWith(wanted + service, PATIENT_CHECK)).toBe('IMAGE_UNHEALTHY');
    expect(tasks.said.join('\n')).toContain("KeyError: 'A_KEY'");
    const secrets = ['A_KEY', 'B_KEY'];
    expect(await tasks.start({ secrets }), tasks.said.join('\n')).toBe('passed');
  });

  test('is not taken for another one that has its name, which is not started', async () => {
    expect(await startedWith('raise SystemExit(3)\n', PATIENT_CHECK)).toBe('IMAGE_UNHEALTHY');
    await builtWith(service, PATIENT_CHECK);
    expect(await tasks.start()).toBe('IMAGE_LOAD_FAILED');
    expect(containers()).toBe('');
  });

  test('is started by nobody where there is no engine', async () => {
    vi.stubEnv('DOCKER_HOST', `unix://${workspace.root}/nobody.sock`);
    expect(await tasks.start()).toBe('ENGINE_UNREACHABLE');
  });
});
