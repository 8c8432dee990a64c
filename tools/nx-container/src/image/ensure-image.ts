import { rm, stat } from 'node:fs/promises';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { buildImage } from '../build/build-image.ts';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { type Surroundings } from '../running/execute.ts';
import { textIfThere } from '../running/files.ts';
import { type ImageRecord, parseImageRecord } from './image-record.ts';
import { blobFile, readLayout } from './layout.ts';
import { buildRecordFile, imageFolder, layoutFolder } from './place.ts';

/** The record of the image that `docker-build` made, or took from the cache. */
export async function readImageRecord({
  workspaceRoot,
  name,
}: ImageRequest): Promise<ImageRecord | ToolProblem> {
  return (
    parseImageRecord(await textIfThere(buildRecordFile(workspaceRoot, name))) ??
    toolProblem('IMAGE_NOT_BUILT', `reports/${name}/image-build.json is not there or not readable`)
  );
}

/**
 * Has the image of a record in its layout: the one that is there, or it is built again, which gives the
 * same image or none.
 * @returns the layout's folder, absolute.
 */
export async function ensureImage(
  request: ImageRequest,
  record: ImageRecord,
  surroundings: Surroundings,
  deadlineMs: number,
): Promise<{ readonly layout: string } | ToolProblem> {
  const layout = layoutFolder(imageFolder(request.workspaceRoot, request.name), record.digest);
  if (await holds(layout, record.digest)) return { layout };
  // Whatever is left of it would be in the way.
  await rm(layout, { recursive: true, force: true });
  surroundings.tell(`${record.digest} is not in this checkout: it is built again\n`);
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const built = await buildImage(request.workspaceRoot, plan, surroundings, deadlineMs);
  if (isProblem(built)) return built;
  return built.digest === record.digest
    ? { layout }
    : toolProblem(
        'IMAGE_NOT_REPRODUCIBLE',
        `the same sources gave ${built.digest}, where the record has ${record.digest}`,
      );
}

/** Whether the layout has this image, and every part of it in its size. */
async function holds(layout: string, digest: string): Promise<boolean> {
  const image = await readLayout(layout);
  if (image?.digest !== digest) return false;
  const parts = [image.configuration, ...image.layers];
  const whole = await Promise.all(
    parts.map(async (part) => (await sizeOf(blobFile(layout, part.digest))) === part.size),
  );
  return whole.every(Boolean);
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}
