import type { ImageRequest } from '../build/prepare-build.ts';
import type { Surroundings } from '../running/execute.ts';
import type { TaskContext } from '../running/executor.ts';
import { IMAGE_STATE, imageState } from './image-state.ts';
import { stateDigest } from './mixed-hash.ts';

/**
 * Whether what the key of the running task was made of is still true: what was built of other files than
 * those must not be kept under it. A run without Nx has no key, and is right.
 */
export async function isOfItsKey(
  request: ImageRequest,
  surroundings: Surroundings,
  { projectName, targetName, configurationName, taskGraph }: TaskContext,
): Promise<boolean> {
  const id = [projectName, targetName, configurationName].filter(Boolean).join(':');
  const keyed = taskGraph?.tasks[id]?.hashDetails?.nodes[IMAGE_STATE];
  if (keyed === undefined) return true;
  return keyed === stateDigest(await imageState(request, surroundings));
}
