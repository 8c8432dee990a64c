import { isProblem } from '@modax/findings';
import { createdAt, revisionOf } from '../build/build-plan.ts';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { sourcesOf } from '../project/image-project.ts';
import { sourcesDigest } from '../project/sources-digest.ts';
import { type Surroundings } from '../running/execute.ts';

/** How {@link imageState} is called in the details of a key. */
export const IMAGE_STATE = 'sources, git, platform and base images';

/**
 * All that stands in an image and is no code of this plugin. Where it cannot be known it is of no image:
 * the task tells why.
 */
export async function imageState(
  request: ImageRequest,
  surroundings: Surroundings,
): Promise<readonly string[]> {
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return [plan.code, plan.message];
  return [
    await sourcesDigest(request.workspaceRoot, sourcesOf(plan.project)),
    revisionOf(plan.source),
    createdAt(plan.source),
    plan.platform,
    ...plan.bases.map(({ reference }) => reference),
  ];
}
