import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, missingPart } from '@modax/container-parts';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_SERVICES, PROVENANCE, SIGNATURE, type Statement } from './sign/command.ts';
import { predicatesIn } from './sign/stated.ts';
import { pumpWithParts } from './testing/pump-with-parts.ts';

const missing = missingPart({ programs: ['cosign'] });
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is signed here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('an image that is pushed with a key', () => {
  const pump = pumpWithParts();
  let folder: string;

  const keyPair = (name: string) => {
    const prefix = join(folder, name);
    execFileSync('cosign', ['generate-key-pair', `--output-key-prefix=${prefix}`], {
      env: { ...process.env, COSIGN_PASSWORD: 'CHANGE-ME' },
      stdio: 'ignore',
    });
    return { key: readFileSync(`${prefix}.key`, 'utf8'), publicKey: `${prefix}.pub` };
  };
  const image = () =>
    JSON.parse(readFileSync(join(pump.workspace.root, 'reports/pump/image.json'), 'utf8')) as {
      repository: string;
      digest: string;
      signed: boolean;
    };
  const reference = () => `${image().repository}@${image().digest}`;
  const verify = (publicKey: string, ...words: readonly string[]) =>
    spawnSync(
      'cosign',
      [...words, `--key=${publicKey}`, '--insecure-ignore-tlog=true', reference()],
      { encoding: 'utf8' },
    );
  const statements = (publicKey: string, { type }: Statement) =>
    predicatesIn(verify(publicKey, 'verify-attestation', `--type=${type}`).stdout);
  /** What the registry keeps beside the image. */
  const beside = () => {
    const name = `${image().repository}:${image().digest.replace(':', '-')}`;
    return docker(pump.parts.environment, ['buildx', 'imagetools', 'inspect', '--raw', name]);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'modax-keys-'));
    return () => {
      rmSync(folder, { recursive: true, force: true });
    };
  });
  beforeEach(async () => {
    pump.tasks.passScan(await pump.tasks.built());
  });

  test('is signed with the credentials of the push, and the key is told to nobody', async () => {
    const { key } = keyPair('release');
    vi.stubEnv('COSIGN_PRIVATE_KEY', key);
    vi.stubEnv('COSIGN_PASSWORD', 'CHANGE-ME');
    vi.stubEnv('DOCKER_USERNAME', 'robot');
    vi.stubEnv('DOCKER_PASSWORD', 'CHANGE-ME');
    expect(await pump.tasks.push(pump.parts.guardedRegistry), pump.tasks.said.join('\n')).toBe(
      'passed',
    );
    vi.unstubAllEnvs();
    expect(image().signed).toBe(true);
    expect(pump.tasks.said.join('\n')).not.toContain(key.split('\n')[1]);
  });

  test('is verified with its key and no other one, tells where it comes from, and gets neither twice', async () => {
    const { key, publicKey } = keyPair('ours');
    const other = keyPair('theirs');
    vi.stubEnv('COSIGN_PRIVATE_KEY', key);
    vi.stubEnv('COSIGN_PASSWORD', 'CHANGE-ME');
    expect(await pump.tasks.push(pump.parts.registry), pump.tasks.said.join('\n')).toBe('passed');
    expect(verify(publicKey, 'verify').status).toBe(0);
    expect(verify(other.publicKey, 'verify').status).toBe(1);
    // `verify` is content with provenance, too.
    expect(statements(publicKey, SIGNATURE)).toHaveLength(1);
    expect(statements(other.publicKey, SIGNATURE)).toEqual([]);

    const attestation = ['verify-attestation', '--type=slsaprovenance1'];
    expect(verify(other.publicKey, ...attestation).status).toBe(1);
    const { stdout } = verify(publicKey, ...attestation);
    const { payload } = JSON.parse(stdout) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({
      subject: [{ digest: { sha256: image().digest.replace('sha256:', '') } }],
      predicate: {
        buildDefinition: {
          externalParameters: { project: 'pump' },
          resolvedDependencies: [
            { digest: { gitCommit: pump.workspace.git('rev-parse', 'HEAD') } },
            { uri: expect.stringContaining('python') as string },
          ],
        },
      },
    });

    const first = beside();
    expect(first).toContain('manifests');
    // Each scan writes another bill of materials of the same image.
    const materialsDigest = `sha256:${'e'.repeat(64)}`;
    pump.tasks.passScan(await pump.tasks.built(), materialsDigest);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    expect(beside()).toBe(first);
  });

  test('is signed also where its key has said something else of it before', async () => {
    const { key, publicKey } = keyPair('attested');
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    expect(image().signed).toBe(false);
    const predicate = join(folder, 'predicate.json');
    writeFileSync(predicate, '{"buildDefinition":{},"runDetails":{}}');
    for (const [file, text] of Object.entries(NO_SERVICES)) writeFileSync(join(folder, file), text);
    const { make } = PROVENANCE;
    execFileSync('cosign', [...make, `--predicate=${predicate}`, reference()], {
      cwd: folder,
      env: { ...process.env, COSIGN_PRIVATE_KEY: key, COSIGN_PASSWORD: 'CHANGE-ME' },
      stdio: 'ignore',
    });
    expect(statements(publicKey, SIGNATURE)).toEqual([]);

    vi.stubEnv('COSIGN_PRIVATE_KEY', key);
    vi.stubEnv('COSIGN_PASSWORD', 'CHANGE-ME');
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    expect(statements(publicKey, SIGNATURE)).toHaveLength(1);
    expect(statements(publicKey, PROVENANCE)).toHaveLength(2);
  });

  test('is not pushed when the key cannot be used', async () => {
    vi.stubEnv('COSIGN_PRIVATE_KEY', keyPair('locked').key);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('SIGNING_KEY_INCOMPLETE');
    vi.stubEnv('COSIGN_PASSWORD', 'wrong-password');
    pump.workspace.git('checkout', '--quiet', '-b', 'unsigned');
    expect(await pump.tasks.push(pump.parts.registry)).toBe('SIGNING_KEY_INVALID');
    expect(pump.tasks.said.join('\n')).not.toContain('wrong-password');
    const name = `${pump.parts.registry}/modax/pump:unsigned`;
    expect(docker(pump.parts.environment, ['buildx', 'imagetools', 'inspect', name])).toBe('');
  });
});
