import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import type { Repository } from '../push/registry.ts';
import { registryProblem } from '../push/registry-problem.ts';
import { retried } from '../push/retry.ts';
import { type Call, execute, isProblem, type Surroundings } from '../running/execute.ts';
import type { ScanRecord } from '../scan/scan-record.ts';
import { cosignCall, FILES, NO_SERVICES, PUBLIC_KEY, STATEMENTS } from './command.ts';
import { provenance } from './provenance.ts';
import type { SigningKey } from './signing-key.ts';

/** An image in a registry that is to be signed. */
export interface Signing {
  readonly image: ImageRecord;
  readonly scan: ScanRecord | undefined;
  readonly repository: Repository;
  readonly key: SigningKey;
  readonly deadlineMs: number;
}

type Environment = NonNullable<Call['environment']>;
type Cosign = (words: readonly string[]) => ReturnType<typeof execute>;

/**
 * Gives a pushed image its provenance and its signature, beside it in the registry, and verifies both as
 * its users do. What it has already is not made again.
 * @returns undefined when both are there.
 */
export async function signImage(
  signing: Signing,
  environment: Environment,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  return withCosign(
    signing.key,
    environment,
    signing.deadlineMs,
    surroundings,
    async (cosign, run) => {
      const { image, scan, repository } = signing;
      const predicate = provenance(image, scan, surroundings.variables);
      await writeFile(join(run, FILES.predicate), JSON.stringify(predicate));
      const reference = `${repository.registry}/${repository.path}@${image.digest}`;
      for (const { what, make, verify } of STATEMENTS) {
        const holds = async () => {
          const output = await cosign([...verify, reference]);
          return isProblem(output) ? output : { holds: output.code === 0, output };
        };
        const before = await holds();
        if (isProblem(before)) return before;
        if (before.holds) continue;
        const made = await retried(async () => {
          const output = await cosign([...make, reference]);
          if (isProblem(output) || output.code === 0) return output;
          return registryProblem(output, `the ${what} of ${reference} could not be made`, [
            reference,
          ]);
        }, surroundings);
        if (isProblem(made)) return made;
        const after = await holds();
        if (isProblem(after)) return after;
        if (!after.holds) {
          const said = lastLines({ stdout: '', stderr: after.output.stderr });
          return toolProblem(
            'SIGNATURE_UNVERIFIED',
            `the ${what} of ${reference} was made, but is not there\n${said}`,
          );
        }
      }
      return undefined;
    },
  );
}

/** Whether the key can be used, before anything is sent that it is to sign. */
export async function keyProblem(
  key: SigningKey,
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  return withCosign(key, {}, deadlineMs, surroundings, () => Promise.resolve(undefined));
}

/**
 * Does work in a folder that has the public key in it and is gone afterwards. The private one stands in
 * no file and no argument: cosign alone has it, in its environment.
 */
async function withCosign(
  { key, password }: SigningKey,
  environment: Environment,
  deadlineMs: number,
  surroundings: Surroundings,
  work: (cosign: Cosign, run: string) => Promise<ToolProblem | undefined>,
): Promise<ToolProblem | undefined> {
  const run = await mkdtemp(join(tmpdir(), 'modax-sign-'));
  try {
    const variables = { ...environment, COSIGN_PRIVATE_KEY: key, COSIGN_PASSWORD: password };
    const cosign: Cosign = (words) =>
      execute(cosignCall(run, words, variables, deadlineMs), surroundings);
    const output = await cosign(PUBLIC_KEY);
    if (isProblem(output)) return output;
    if (output.code !== 0) {
      // Its words could hold a part of what it took for the key.
      return toolProblem('SIGNING_KEY_INVALID', 'cosign cannot read the key with that password');
    }
    const files = { ...NO_SERVICES, [FILES.publicKey]: output.stdout };
    for (const [file, text] of Object.entries(files)) await writeFile(join(run, file), text);
    return await work(cosign, run);
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}
