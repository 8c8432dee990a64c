import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  arrayOf,
  parseJson,
  recordOf,
  textOf,
  toolProblem,
  type ToolProblem,
} from '@modax/findings';
import { revisionOf } from '../build/build-plan.ts';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { readCheckout } from '../push/checkout.ts';
import { configurationCall } from '../push/command.ts';
import { credentialsOf, withCredentials } from '../push/credentials.ts';
import type { PushOptions } from '../push/prepare-push.ts';
import { meaning, pushImage } from '../push/push-image.ts';
import { reference, type Repository, repositoryOf } from '../push/registry.ts';
import { registryProblem } from '../push/registry-problem.ts';
import { retried } from '../push/retry.ts';
import { type Call, execute, isProblem, type Surroundings } from '../running/execute.ts';
import { executorOf } from '../running/executor.ts';
import { writeRecord } from '../running/files.ts';
import { branchTag } from '../tags/branch-tag.ts';
import { imageTags } from '../tags/image-tags.ts';
import { releaseEvent } from '../tags/release-event.ts';
import { candidates } from './candidates.ts';

export interface PromoteOptions extends PushOptions {
  readonly branch: string;
}

/** The image of a branch that a release is made of. */
interface Found {
  readonly digest: string;
  /** The tag under which it was found. */
  readonly tag: string;
}

/**
 * Gives the image that a branch has pushed the tags of the release that is checked out: the very bytes that were
 * scanned and tested, and nothing is built. A second time it changes nothing.
 */
export default executorOf<PromoteOptions>(
  'docker-promote',
  async (request, options, surroundings) => {
    const file = join(request.workspaceRoot, 'reports', request.name, 'image.json');
    await rm(file, { force: true });
    const promoted = await promote(request, options, surroundings);
    if (isProblem(promoted)) return promoted;
    await writeRecord(file, promoted);
    return JSON.stringify(promoted, undefined, 2);
  },
);

async function promote(
  request: ImageRequest,
  { registry, namespace, branch, timeoutSeconds }: PromoteOptions,
  surroundings: Surroundings,
): Promise<object | ToolProblem> {
  const { workspaceRoot, name } = request;
  const repository = repositoryOf(registry, namespace, name);
  if (isProblem(repository)) return repository;
  const credentials = credentialsOf(surroundings.variables);
  if (credentials !== undefined && isProblem(credentials)) return credentials;
  const checkout = await readCheckout(workspaceRoot, surroundings);
  if (isProblem(checkout)) return checkout;
  const event = releaseEvent(surroundings.variables, checkout);
  if (event === undefined) {
    return toolProblem('EVENT_UNKNOWN', 'no release tag, or more than one, is checked out');
  }
  const tags = imageTags(event, checkout.releases);
  if (isProblem(tags)) return tags;
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const revision = revisionOf(plan.source);
  if (plan.source.changed.length > 0) {
    return toolProblem('TREE_DIRTY', `files differ from the commit ${plan.source.revision}`);
  }
  const commits = await candidates(workspaceRoot, { branch, revision }, surroundings);
  if (isProblem(commits)) return commits;
  const deadlineMs = timeoutSeconds * 1000;
  return withCredentials(registry, credentials, surroundings.variables, async (environment) => {
    const asking = { cwd: workspaceRoot, repository, environment, deadlineMs, surroundings };
    const found = await imageOf(asking, revision, branchTag(branch), commits);
    if (isProblem(found)) return found;
    const { digest } = found;
    const source = `${registry}/${repository.path}@${digest}`;
    const push = { cwd: workspaceRoot, source, digest, repository, tags, deadlineMs };
    const problem = await pushImage(push, environment, surroundings);
    return (
      problem ?? {
        repository: `${registry}/${repository.path}`,
        tags: tags.map((tag) => tag.name),
        digest,
        revision,
        version: plan.project.version,
        promotedFrom: found.tag,
      }
    );
  });
}

interface Asking {
  readonly cwd: string;
  readonly repository: Repository;
  readonly environment: NonNullable<Call['environment']>;
  readonly deadlineMs: number;
  readonly surroundings: Surroundings;
}

/** The image of a revision among those that a branch has pushed. */
async function imageOf(
  asking: Asking,
  revision: string,
  branch: string,
  commits: readonly string[],
): Promise<Found | ToolProblem> {
  const { environment, surroundings, repository } = asking;
  for (const commit of commits) {
    const tag = `${branch}-${commit.slice(0, 7)}`;
    const there = await retried(
      () => meaning(asking, tag, environment, surroundings),
      surroundings,
    );
    if (isProblem(there)) return there;
    if (there.digest === undefined) continue;
    const said = await revisionSaid(asking, there.digest);
    if (typeof said !== 'string') return said;
    if (said === revision) return { digest: there.digest, tag };
    // What was pushed later is of other sources.
    break;
  }
  return toolProblem(
    'IMAGE_NOT_PUSHED',
    `${repository.registry}/${repository.path} has no image of ${revision} that ${branch} has pushed`,
  );
}

/** Of which commit an image says that it is; empty when it says nothing. */
async function revisionSaid(asking: Asking, digest: string): Promise<string | ToolProblem> {
  const { cwd, repository, environment, deadlineMs, surroundings } = asking;
  const name = reference(repository, '').replace(/:$/, `@${digest}`);
  const call = configurationCall(cwd, name, environment, deadlineMs);
  const output = await execute(call, surroundings);
  if (isProblem(output)) return output;
  if (output.code !== 0) return registryProblem(output, `${name} could not be read`, [name]);
  const image = parseJson(output.stdout);
  const { config } = recordOf(image) ?? recordOf(arrayOf(image)?.[0]) ?? {};
  return (
    textOf(recordOf(recordOf(config)?.['Labels'])?.['org.opencontainers.image.revision']) ?? ''
  );
}
