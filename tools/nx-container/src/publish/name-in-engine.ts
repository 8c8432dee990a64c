import { join } from 'node:path';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRequest } from '../build/prepare-build.ts';
import { imageFolder, layoutFolder } from '../image/place.ts';
import { forgetCall } from '../load/command.ts';
import { loadImage } from '../load/load-image.ts';
import { execute, type Surroundings } from '../running/execute.ts';
import { textIfThere } from '../running/files.ts';

/*
 * Nx versions before it commits, and has by then given the release's name to an image in the engine (@nx/docker,
 * `release/version-utils`): one of files that were not committed, and in a rehearsal too. Whoever runs that version on
 * this machine must not get it.
 */

/** What a release is called, of which Nx may have named an image. */
export interface ReleaseNames {
  /** Registry and path. */
  readonly repository: string;
  readonly tags: readonly string[];
}

/** Has the name mean the published image. Where Nx has named none, nothing is done. */
export async function nameThePublished(
  request: ImageRequest,
  { digest, ...names }: ReleaseNames & { readonly digest: string },
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const reference = await namedByNx(request, names);
  if (reference === undefined) return undefined;
  const layout = layoutFolder(imageFolder(request.workspaceRoot, request.name), digest);
  return loadImage({ layout, names: [reference], deadlineMs }, surroundings);
}

/** Has the name mean nothing again. */
export async function forgetTheRehearsed(
  request: ImageRequest,
  names: ReleaseNames,
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const reference = await namedByNx(request, names);
  if (reference === undefined) return undefined;
  const call = forgetCall(request.workspaceRoot, reference, deadlineMs);
  const output = await execute(call, surroundings);
  if (isProblem(output)) return output;
  return output.code === 0 || /No such image/i.test(output.stderr)
    ? undefined
    : toolProblem('ENGINE_UNREACHABLE', `${reference} could not be forgotten\n${output.stderr}`);
}

async function namedByNx(
  { workspaceRoot, root }: ImageRequest,
  { repository, tags }: ReleaseNames,
): Promise<string | undefined> {
  const file = join(workspaceRoot, 'tmp', root, '.docker-version');
  const reference = (await textIfThere(file)).trim();
  return tags.some((tag) => reference === `${repository}:${tag}`) ? reference : undefined;
}
