import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProblem } from '@modax/findings';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signImage } from './sign/sign-image.ts';
import { signingKeyOf } from './sign/signing-key.ts';
import { pumpWithStub } from './testing/pump-with-stub.ts';
import { StubCosign } from './testing/stub-cosign.ts';
import { quietSurroundings } from './testing/surroundings.ts';

/* What a push with a key does when cosign or a registry answers in ways that real ones seldom do. */

const pump = pumpWithStub();
const registry = 'registry.example:5000';
const type = {
  provenance: 'https://slsa.dev/provenance/v1',
  signature: 'https://sigstore.dev/cosign/sign/v1',
};

function cosignOf(kind: ConstructorParameters<typeof StubCosign>[0] = {}): StubCosign {
  const cosign = new StubCosign(kind);
  onTestFinished(() => {
    cosign.remove();
  });
  for (const [name, value] of Object.entries(cosign.variables)) vi.stubEnv(name, value);
  return cosign;
}

async function push(): Promise<string> {
  pump.tasks.passScan(await pump.tasks.built());
  return pump.tasks.push(registry);
}

describe('a push with a key', () => {
  test('states where the image comes from, and signs it, before others follow a tag', async () => {
    const cosign = cosignOf();
    cosign.fail('sign', 'denied: requested access to the resource is denied');
    expect(await push()).toBe('REGISTRY_REFUSED');
    const names = () => Object.keys(pump.docker.state.tags).map((name) => name.split(':').at(-1));
    expect(names()).toEqual([expect.stringMatching(/^main-/)]);

    expect(await push()).toBe('passed');
    expect(names()).toContain('main');
    expect(cosign.state.stated.map((statement) => statement.type)).toEqual([
      type.provenance,
      type.signature,
    ]);
    const image = readFileSync(join(pump.workspace.root, 'reports/pump/image.json'), 'utf8');
    expect(JSON.parse(image)).toMatchObject({ signed: true });
  });

  test('is refused with a cosign that would need public services', async () => {
    cosignOf({ isOld: true });
    expect(await push()).toBe('SIGNER_UNFIT');
    expect(pump.docker.state.tags).toEqual({});
  });

  test('is refused with a key that cannot be read', async () => {
    cosignOf();
    vi.stubEnv('COSIGN_PASSWORD', 'wrong');
    expect(await push()).toBe('SIGNING_KEY_INVALID');
    expect(pump.docker.state.tags).toEqual({});
  });
});

describe('a statement', () => {
  const sign = async () => {
    const image = await pump.tasks.built();
    const key = signingKeyOf(process.env);
    if (key === undefined || isProblem(key)) throw new Error('no key');
    const repository = { registry, path: 'modax/pump' };
    const signing = { image, scan: undefined, repository, key, deadlineMs: 60_000 };
    return signImage(signing, {}, quietSurroundings());
  };

  test('is made once, also where the registry was away for a moment', async () => {
    const cosign = cosignOf();
    cosign.fail('verify-attestation', 'connect: connection refused');
    cosign.fail('attest', '503 Service Unavailable');
    expect(await sign()).toBeUndefined();
    expect(await sign()).toBeUndefined();
    expect(cosign.state.stated).toHaveLength(2);
  });

  test('that the registry loses is not believed', async () => {
    cosignOf({ isForgetful: true });
    expect(await sign()).toMatchObject({ code: 'SIGNATURE_UNVERIFIED' });
  });

  test('cannot be made at a registry that stays away', async () => {
    const cosign = cosignOf();
    cosign.fail('attest', ...Array.from({ length: 9 }, () => 'connect: connection refused'));
    expect(await sign()).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(cosign.state.stated).toEqual([]);
  });
});
