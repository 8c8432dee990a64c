import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { credentialsOf, withCredentials } from './credentials.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const credentials = { username: 'robot', password: 'hunter2' };

describe('the credentials', () => {
  test('are two variables', () => {
    expect(credentialsOf({ DOCKER_USERNAME: 'robot', DOCKER_PASSWORD: 'hunter2' })).toEqual(
      credentials,
    );
  });

  test('are none, and then those of the person', () => {
    expect(credentialsOf({})).toBeUndefined();
    expect(credentialsOf({ DOCKER_USERNAME: '', DOCKER_PASSWORD: '' })).toBeUndefined();
  });

  test.each([
    [{ DOCKER_USERNAME: 'robot' }, 'DOCKER_PASSWORD is not set'],
    [{ DOCKER_PASSWORD: 'hunter2' }, 'DOCKER_USERNAME is not set'],
  ])('are never half', (variables, message) => {
    const problem = credentialsOf(variables);
    expect(problem).toMatchObject({
      code: 'CREDENTIALS_INCOMPLETE',
      message: expect.stringContaining(message) as string,
    });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});

describe('the configuration of a push', () => {
  const variables = { DOCKER_CONFIG: '/home/someone/.docker' };

  /** What Docker's helper says when Docker asks it for the credentials of a registry. */
  const asked = async (environment: Environment, registry: string, action = 'get') => {
    const helper = spawn('docker-credential-modax', [action], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    helper.stdin.end(`${registry}\n`);
    const [stdout] = await Promise.all([text(helper.stdout), once(helper, 'close')]);
    return { code: helper.exitCode, stdout };
  };
  const NONE = { code: 1, stdout: 'credentials not found in native keychain\n' };

  test('has a helper for one registry, lies there for this user alone, and is gone afterwards', async () => {
    let folder = '';
    let helper: Environment = {};
    await withCredentials('127.0.0.1:5000', credentials, variables, async (environment) => {
      helper = environment;
      folder = environment['DOCKER_CONFIG'] ?? '';
      const file = join(folder, 'config.json');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        credHelpers: { '127.0.0.1:5000': 'modax' },
        cliPluginsExtraDirs: ['/home/someone/.docker/cli-plugins'],
      });
      expect(environment).toMatchObject({ BUILDX_CONFIG: '/home/someone/.docker/buildx' });
      const answer = await asked(environment, '127.0.0.1:5000');
      expect(JSON.parse(answer.stdout)).toEqual({
        ServerURL: '127.0.0.1:5000',
        Username: 'robot',
        Secret: 'hunter2',
      });
      expect(await asked(environment, 'registry.example')).toEqual(NONE);
      expect(await asked(environment, '127.0.0.1:5000', 'store')).toEqual(NONE);
      expect(JSON.stringify(environment)).not.toContain('hunter2');
    });
    expect(existsSync(folder)).toBe(false);
    // Nobody answers any more.
    expect(await asked(helper, '127.0.0.1:5000')).toEqual({
      code: 1,
      stdout: expect.stringContaining(
        'the push that holds the credentials does not answer',
      ) as string,
    });
  });

  test('is gone also when the work fails', async () => {
    let folder = '';
    const failing = withCredentials('docker.io', credentials, variables, (environment) => {
      folder = environment['DOCKER_CONFIG'] ?? '';
      expect(readFileSync(join(folder, 'config.json'), 'utf8')).toContain(
        'https://index.docker.io/v1/',
      );
      return Promise.reject(new Error('broken'));
    });
    await expect(failing).rejects.toThrow('broken');
    expect(existsSync(folder)).toBe(false);
  });

  test('lies in a shorter folder where the temporary one is too deep for a socket', async () => {
    const deep = join(mkdtempSync(join(tmpdir(), 'modax-deep-')), 'a'.repeat(90));
    mkdirSync(deep);
    onTestFinished(() => {
      rmSync(dirname(deep), { recursive: true });
    });
    vi.stubEnv('TMPDIR', deep);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await withCredentials('127.0.0.1:5000', credentials, variables, async (environment) => {
      expect((await asked(environment, '127.0.0.1:5000')).code).toBe(0);
      expect(environment['DOCKER_CONFIG']).toMatch(/^\/tmp\/modax-docker-\w+$/);
    });
  });

  test('does not wait for who asks and never ends', async () => {
    let closed = Promise.resolve();
    await withCredentials('docker.io', credentials, variables, async (environment) => {
      const asking = connect(environment['MODAX_CREDENTIAL_SOCKET'] ?? '');
      // That the other side gives it up is how it ends here.
      asking.on('error', () => undefined);
      closed = new Promise((resolve) => {
        asking.on('close', () => {
          resolve();
        });
      });
      await once(asking, 'connect');
      asking.write('https://index');
    });
    await closed;
  });

  test('is that of the person where there are no credentials', async () => {
    await withCredentials('docker.io', undefined, variables, (environment) => {
      expect(environment).not.toHaveProperty('DOCKER_CONFIG');
      return Promise.resolve();
    });
  });

  test('works with the engine and the plugins that the person works with', async () => {
    const own = mkdtempSync(join(tmpdir(), 'modax-docker-'));
    onTestFinished(() => {
      rmSync(own, { recursive: true });
    });
    mkdirSync(join(own, 'contexts'));
    writeFileSync(join(own, 'contexts/marker'), '');
    const auths = { other: { auth: 'secret' } };
    writeFileSync(
      join(own, 'config.json'),
      JSON.stringify({ currentContext: 'desk', cliPluginsExtraDirs: ['/opt/plugins'], auths }),
    );
    await withCredentials('docker.io', credentials, { DOCKER_CONFIG: own }, (environment) => {
      const folder = environment['DOCKER_CONFIG'] ?? '';
      const configuration = readFileSync(join(folder, 'config.json'), 'utf8');
      expect(JSON.parse(configuration)).toMatchObject({
        currentContext: 'desk',
        cliPluginsExtraDirs: [join(own, 'cli-plugins'), '/opt/plugins'],
      });
      expect(configuration).not.toContain('other');
      expect(existsSync(join(folder, 'contexts/marker'))).toBe(true);
      return Promise.resolve();
    });
    expect(existsSync(join(own, 'contexts/marker'))).toBe(true);
  });
});
