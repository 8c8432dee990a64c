import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRequest } from '../build/prepare-build.ts';
import { credentialsOf, withCredentials } from '../credentials/credentials.ts';
import { type Asking, labelsOf } from '../push/image-labels.ts';
import type { PushOptions } from '../push/prepare-push.ts';
import { asked } from '../push/push-image.ts';
import { repositoryOf } from '../push/registry.ts';
import { type Surroundings } from '../running/execute.ts';
import { executorOf } from '../running/executor.ts';
import { writeRecord } from '../running/files.ts';
import { branchTag } from '../tags/branch-tag.ts';
import { type PreparedPromotion, preparePromotion } from './prepare-promotion.ts';
import { giveTags, rehearsedTags } from './release-tags.ts';

export interface PromoteOptions extends PushOptions {
  readonly branch: string;
  /** Nothing is given a tag: it is looked whether it could be. */
  readonly rehearse: boolean;
}

/** The image of a branch that a release is made of. */
interface Found {
  readonly digest: string;
  /** The tag under which it was found. */
  readonly tag: string;
}

/**
 * Gives the image that a branch has pushed the tags of the release that is checked out: the very bytes that were
 * scanned and tested, and nothing is built. A second time it changes nothing. Of several projects all should be
 * rehearsed before one is promoted: a release is whole.
 */
export default executorOf<PromoteOptions>(
  'docker-promote',
  async (request, options, surroundings) => {
    const file = join(request.workspaceRoot, 'reports', request.name, 'image.json');
    await rm(file, { force: true });
    const promoted = await promote(request, options, surroundings);
    if (isProblem(promoted)) return promoted;
    if (options.rehearse) return rehearsedText(promoted);
    await writeRecord(file, promoted);
    return JSON.stringify(promoted, undefined, 2);
  },
);

/** What lies in `reports/<project>/image.json` then. The bill of materials lies with the push that it was made for. */
interface Promoted {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: string;
  readonly revision: string;
  readonly version: string;
  /** The tag under which it was found. */
  readonly promotedFrom: string;
}

/** For people: nothing was given a tag, and no record says so. */
function rehearsedText({ repository, tags, digest, promotedFrom }: Promoted): string {
  const lines = tags.map((tag) => `  ${repository}:${tag}`);
  return [`rehearsed: ${digest}, found as ${promotedFrom}, would be`, ...lines].join('\n');
}

async function promote(
  request: ImageRequest,
  { registry, namespace, branch, rehearse, timeoutSeconds }: PromoteOptions,
  surroundings: Surroundings,
): Promise<Promoted | ToolProblem> {
  const { workspaceRoot } = request;
  const repository = repositoryOf(registry, namespace, request.name);
  if (isProblem(repository)) return repository;
  const credentials = credentialsOf(surroundings.variables);
  if (credentials !== undefined && isProblem(credentials)) return credentials;
  const prepared = await preparePromotion(request, branch, surroundings);
  if (isProblem(prepared)) return prepared;
  const { revision, version } = prepared;
  const deadlineMs = timeoutSeconds * 1000;
  return withCredentials(registry, credentials, surroundings.variables, async (environment) => {
    const asking = { cwd: workspaceRoot, repository, environment, deadlineMs, surroundings };
    const found = await imageOf(asking, branchTag(branch), prepared);
    if (isProblem(found)) return found;
    const { digest } = found;
    const release = { digest, event: prepared.event, releases: prepared.releases };
    const tags = rehearse ? await rehearsedTags(asking, release) : await giveTags(asking, release);
    if (isProblem(tags)) return tags;
    return {
      repository: `${registry}/${repository.path}`,
      tags: tags.map((tag) => tag.name),
      digest,
      revision,
      version,
      promotedFrom: found.tag,
    };
  });
}

/** The image of the revision among those that a branch has pushed. */
async function imageOf(
  asking: Asking,
  branch: string,
  { revision, base, commits }: PreparedPromotion,
): Promise<Found | ToolProblem> {
  const { environment, surroundings, repository } = asking;
  for (const commit of commits) {
    const tag = `${branch}-${commit.slice(0, 7)}`;
    const there = await asked(asking, tag, environment, surroundings);
    if (isProblem(there)) return there;
    if (there.digest === undefined) continue;
    const labels = await labelsOf(asking, there.digest);
    if (isProblem(labels)) return labels;
    // One between them may be of older sources, or somebody's own of another base: neither is taken.
    if (labels.revision === revision && labels.base === base) return { digest: there.digest, tag };
  }
  return toolProblem(
    'IMAGE_NOT_PUSHED',
    `${repository.registry}/${repository.path} has no image of ${revision} on its base that ${branch} has pushed`,
  );
}
