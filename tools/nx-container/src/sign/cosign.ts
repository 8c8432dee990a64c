import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { type Call, execute, type Output, type Surroundings } from '../running/execute.ts';
import { ABILITIES, cosignCall, FILES, NO_SERVICES, PUBLIC_KEY } from './command.ts';
import type { SigningKey } from './signing-key.ts';

/** Runs cosign with the key, in the folder of the run. */
export type Cosign = (words: readonly string[]) => Promise<Output | ToolProblem>;

/** Whether images can be signed, before anything is pushed that is to be. */
export async function signingProblem(
  key: SigningKey,
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  return withCosign(key, { environment: {}, deadlineMs }, surroundings, async (cosign) => {
    const abilities = await cosign(ABILITIES);
    if (isProblem(abilities)) return abilities;
    return abilities.stdout.includes('--signing-config')
      ? undefined
      : toolProblem('SIGNER_UNFIT', 'this cosign knows no --signing-config');
  });
}

/**
 * Does work in a folder that has the public key in it and is gone afterwards. The private one stands in
 * no file and no argument: cosign alone is given it, in its environment.
 */
export async function withCosign(
  { key, password }: SigningKey,
  { environment, deadlineMs }: Required<Pick<Call, 'environment' | 'deadlineMs'>>,
  surroundings: Surroundings,
  work: (cosign: Cosign, folder: string) => Promise<ToolProblem | undefined>,
): Promise<ToolProblem | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'modax-sign-'));
  try {
    const variables = { ...environment, COSIGN_PRIVATE_KEY: key, COSIGN_PASSWORD: password };
    const cosign: Cosign = (words) =>
      execute(cosignCall(folder, words, variables, deadlineMs), surroundings);
    const output = await cosign(PUBLIC_KEY);
    if (isProblem(output)) return output;
    if (output.code !== 0) {
      // Its words could hold a part of what it took for the key.
      return toolProblem('SIGNING_KEY_INVALID', 'cosign cannot read the key with that password');
    }
    const files = { ...NO_SERVICES, [FILES.publicKey]: output.stdout };
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    return await work(cosign, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
