import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import type { Repository } from '../push/registry.ts';
import { registryProblem } from '../push/registry-problem.ts';
import { retried } from '../push/retry.ts';
import { type Call, type Surroundings } from '../running/execute.ts';
import type { ScanRecord } from '../scan/scan-record.ts';
import { FILES, PROVENANCE, SIGNATURE, type Statement, statedWords } from './command.ts';
import { type Cosign, withCosign } from './cosign.ts';
import { provenance } from './provenance.ts';
import type { SigningKey } from './signing-key.ts';
import { isStated } from './stated.ts';

/** An image in a registry that is to be signed. */
export interface Signing {
  readonly image: ImageRecord;
  readonly scan: ScanRecord | undefined;
  readonly repository: Repository;
  readonly key: SigningKey;
  readonly deadlineMs: number;
}

/**
 * Gives a pushed image its provenance and its signature, beside it in the registry, and verifies both as
 * its users do. What it has already is not made again.
 * @returns undefined when both are there.
 */
export async function signImage(
  { image, scan, repository, key, deadlineMs }: Signing,
  environment: NonNullable<Call['environment']>,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const predicate = provenance(image, scan, surroundings.variables);
  const reference = `${repository.registry}/${repository.path}@${image.digest}`;
  return withCosign(key, { environment, deadlineMs }, surroundings, async (cosign, folder) => {
    await writeFile(join(folder, FILES.predicate), JSON.stringify(predicate));
    for (const [statement, wanted] of [
      [PROVENANCE, predicate],
      [SIGNATURE, undefined],
    ] as const) {
      // Another try looks again: a statement may have arrived whose answer did not.
      const stated = await retried(() => state(cosign, statement, wanted, reference), surroundings);
      if (isProblem(stated)) return stated;
    }
    return undefined;
  });
}

/** Makes a statement unless it is there, and looks whether it is then. */
async function state(
  cosign: Cosign,
  statement: Statement,
  wanted: object | undefined,
  reference: string,
): Promise<object | ToolProblem> {
  const look = () => cosign(statedWords(statement, reference));
  const before = await look();
  if (isProblem(before) || isStated(before.stdout, wanted)) return before;
  const unseen = registryProblem(before, `${reference} could not be looked up`, [reference]);
  if (unseen.code === 'REGISTRY_UNREACHABLE') return unseen;
  const made = await cosign([...statement.make, reference]);
  if (isProblem(made)) return made;
  const what = `the ${statement.what} of ${reference}`;
  if (made.code !== 0) return registryProblem(made, `${what} could not be made`, [reference]);
  const after = await look();
  if (isProblem(after) || isStated(after.stdout, wanted)) return after;
  const unread = registryProblem(after, `${what} could not be read again`, [reference]);
  return unread.code === 'REGISTRY_UNREACHABLE'
    ? unread
    : toolProblem(
        'SIGNATURE_UNVERIFIED',
        `${what} was made, but is not there\n${lastLines({ stdout: '', stderr: after.stderr })}`,
      );
}
