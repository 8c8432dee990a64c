import { isProblem, recordOf, textOf, type ToolProblem } from '@modax/findings';
import type { ImageRequest } from '../build/prepare-build.ts';
import { preparePush, type PushOptions } from '../push/prepare-push.ts';
import { pushedText, pushProject } from '../push/push-project.ts';
import { reference } from '../push/registry.ts';
import { type Surroundings } from '../running/execute.ts';
import { executorOf } from '../running/executor.ts';
import { releaseEvent } from '../tags/release-event.ts';
import { forgetTheRehearsed, nameThePublished } from './name-in-engine.ts';

/** What `nx release` tells the target `nx-release-publish` beside its own options. */
export interface PublishOptions extends PushOptions {
  readonly dryRun?: boolean;
  /** What it has versioned, by project. */
  readonly nxReleaseVersionData?: unknown;
}

/**
 * Publishes a project's image as a release: under the tags of the release tag that `nx release` has given
 * to the commit. Nothing is published of a project that has no new version, and nothing in a dry run.
 */
export default executorOf<PublishOptions>(
  'nx-release-publish',
  async (request, options, surroundings) => {
    const released = releaseOf(options.nxReleaseVersionData, request.name);
    if (released === undefined) {
      return `modax/${request.name} has no new version: nothing is published`;
    }
    const { tag } = released;
    if (options.dryRun === true || surroundings.variables['NX_DRY_RUN'] === 'true') {
      return rehearse(request, options, surroundings, tag);
    }
    const pushed = await pushProject(request, options, surroundings, (checkout) =>
      releaseEvent(surroundings.variables, checkout, tag),
    );
    if (isProblem(pushed)) return pushed;
    const deadlineMs = options.timeoutSeconds * 1000;
    const problem = await nameThePublished(request, pushed, deadlineMs, surroundings);
    return problem ?? pushedText(pushed);
  },
);

/** @returns what would be pushed: decided as in a push, but for the tag, which no dry run makes. */
async function rehearse(
  request: ImageRequest,
  options: PushOptions,
  surroundings: Surroundings,
  tag: string | undefined,
): Promise<string | ToolProblem> {
  const prepared = await preparePush(request, options, surroundings, (checkout) =>
    tag === undefined
      ? releaseEvent(surroundings.variables, checkout)
      : { kind: 'release', tag, revision: checkout.revision },
  );
  if (isProblem(prepared)) return prepared;
  const { image, repository, tags } = prepared;
  const names = {
    repository: `${repository.registry}/${repository.path}`,
    tags: tags.map(({ name }) => name),
  };
  const deadlineMs = options.timeoutSeconds * 1000;
  const problem = await forgetTheRehearsed(request, names, deadlineMs, surroundings);
  const lines = tags.map(({ name }) => `  ${reference(repository, name)}`);
  return problem ?? [`dry run: ${image.digest} would be pushed as`, ...lines].join('\n');
}

/**
 * The release of a project in what Nx has versioned. Its tag is not known when Nx says nothing, as when
 * a release is published by a command of its own.
 * @returns undefined when the project has no new version.
 */
function releaseOf(data: unknown, project: string): { readonly tag?: string } | undefined {
  const versioned = recordOf(recordOf(data)?.[project]);
  if (versioned === undefined) return {};
  const version = textOf(versioned['newVersion']);
  return version === undefined ? undefined : { tag: `v${version}` };
}
