import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { DIGEST } from '../image/image-record.ts';
import { type Call, execute, type Surroundings } from '../running/execute.ts';
import type { ImageTag } from '../tags/image-tags.ts';
import { inspectCall, pushCall } from './command.ts';
import { digestReference, reference, type Repository } from './registry.ts';
import { isAbsent, registryProblem } from './registry-problem.ts';
import { retried } from './retry.ts';

/** One image on its way. */
export interface Push {
  /** Absolute. */
  readonly cwd: string;
  /** Where it is now. */
  readonly source: string;
  readonly digest: string;
  readonly repository: Repository;
  readonly tags: readonly ImageTag[];
  readonly deadlineMs: number;
}

type Environment = NonNullable<Call['environment']>;

/**
 * Pushes the image under its tags, and asks the registry afterwards what they mean. A fixed tag that means
 * another image stops everything before anything is sent.
 * @returns the moving tags that mean another image: somebody has moved them since, or the registry has not.
 */
export async function pushImage(
  push: Push,
  environment: Environment,
  surroundings: Surroundings,
): Promise<readonly ImageTag[] | ToolProblem> {
  const { repository, tags, digest } = push;
  const problem =
    (await takenTag(push, environment, surroundings)) ??
    (await sendImage(push, environment, surroundings));
  if (problem !== undefined) return problem;
  const moved: ImageTag[] = [];
  for (const tag of tags) {
    const there = await asked(push, tag.name, environment, surroundings);
    if (isProblem(there)) return there;
    if (there.digest === digest) continue;
    if (tag.kind === 'fixed') return otherMeaning(repository, tag, there.digest, digest);
    moved.push(tag);
  }
  return moved;
}

function otherMeaning(
  repository: Repository,
  { name }: ImageTag,
  means: string | undefined,
  digest: string,
): ToolProblem {
  const tag = reference(repository, name);
  const message = `${tag} is ${means ?? 'nothing'} after the push of ${digest}`;
  return toolProblem('PUSH_FAILED', message);
}

/** Writes the tags of an image, whatever they mean, and believes the registry that they mean it then. */
export function sendImage(
  push: Push,
  environment: Environment,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const references = push.tags.map(({ name }) => reference(push.repository, name));
  return send(push, references, environment, surroundings);
}

/** Sends an image that no tag means: it moves nothing, and makes the repository where there is none. */
export function sendUntagged(
  push: Omit<Push, 'tags'>,
  environment: Environment,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const references = [digestReference(push.repository, push.digest)];
  return send(push, references, environment, surroundings);
}

async function send(
  { cwd, source, deadlineMs }: Pick<Push, 'cwd' | 'source' | 'deadlineMs'>,
  references: readonly string[],
  environment: Environment,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const call = pushCall(cwd, source, references, environment, deadlineMs);
  const sent = await retried(async () => {
    const output = await execute(call, surroundings, { follow: true });
    if (isProblem(output) || output.code === 0) return output;
    return registryProblem(output, `${references.join(', ')} could not be pushed`, references);
  }, surroundings);
  return isProblem(sent) ? sent : undefined;
}

/** A fixed tag of a push that means another image. */
export async function takenTag(
  push: Push,
  environment: Environment,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const { repository, tags, digest } = push;
  for (const { name } of tags.filter(({ kind }) => kind === 'fixed')) {
    const there = await asked(push, name, environment, surroundings);
    if (isProblem(there)) return there;
    if (there.digest !== undefined && there.digest !== digest) {
      return toolProblem(
        'TAG_TAKEN',
        `${reference(repository, name)} is ${there.digest} already, and would become ${digest}`,
      );
    }
  }
  return undefined;
}

/** What a tag means, asked again where the registry is out of reach. */
export function asked(
  push: Pick<Push, 'cwd' | 'deadlineMs' | 'repository'>,
  tag: string,
  environment: Environment,
  surroundings: Surroundings,
): ReturnType<typeof meaning> {
  return retried(() => meaning(push, tag, environment, surroundings), surroundings);
}

/** What a tag means; nothing where there is no such tag. */
async function meaning(
  { cwd, repository, deadlineMs }: Pick<Push, 'cwd' | 'deadlineMs' | 'repository'>,
  tag: string,
  environment: Environment,
  surroundings: Surroundings,
): Promise<{ readonly digest?: string } | ToolProblem> {
  const name = reference(repository, tag);
  const output = await execute(inspectCall(cwd, name, environment, deadlineMs), surroundings);
  if (isProblem(output)) return output;
  if (isAbsent(output, name)) return {};
  if (output.code !== 0) return registryProblem(output, `${name} could not be looked up`, [name]);
  const digest = output.stdout.trim();
  return DIGEST.test(digest)
    ? { digest }
    : toolProblem('TOOL_OUTPUT_UNREADABLE', `docker (inspect) said no digest of ${name}`);
}
