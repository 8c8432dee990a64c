import { rm } from 'node:fs/promises';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageRecord } from '../image/image-record.ts';
import { readLayout } from '../image/layout.ts';
import { beginRun, forgetOld, imageFolder, layoutFolder, settleAt } from '../image/place.ts';
import { LOCKS } from '../project/language.ts';
import { execute, type Surroundings } from '../running/execute.ts';
import { type BuildPlan, createdAt, revisionOf } from './build-plan.ts';
import { buildProblem } from './build-problem.ts';
import { takeUnusedLayers } from './known-layers.ts';
import { keepLayers, keepsLayers } from './layer-cache.ts';
import { layOutBuild, type RunPlace } from './lay-out-build.ts';

/**
 * Builds the image into its layout, and tells what it is. It works in a folder of its own: what another
 * run makes at the same time is not in it.
 */
export async function buildImage(
  workspaceRoot: string,
  plan: BuildPlan,
  surroundings: Surroundings,
  deadlineMs: number,
): Promise<ImageRecord | ToolProblem> {
  const folder = imageFolder(workspaceRoot, plan.project.name);
  const run = await beginRun(folder);
  try {
    return await buildIn({ workspaceRoot, folder, run }, plan, surroundings, deadlineMs);
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}

async function buildIn(
  place: RunPlace,
  plan: BuildPlan,
  surroundings: Surroundings,
  deadlineMs: number,
): Promise<ImageRecord | ToolProblem> {
  const { project, platform, source, bases } = plan;
  const build = await layOutBuild(place, plan, surroundings, deadlineMs);
  if (isProblem(build)) return build;
  const output = await execute(build.call, surroundings, { follow: true });
  if (isProblem(output)) return output;
  if (output.code !== 0) return buildProblem(output, `${project.root}/Dockerfile`);
  const image = await readLayout(build.layout);
  if (image === undefined) {
    return toolProblem(
      'TOOL_OUTPUT_UNREADABLE',
      'docker buildx build ended well, but what it wrote is no OCI layout of one image',
    );
  }
  const created = createdAt(source);
  if (image.created !== created) {
    const what = `the image was created at ${image.created ?? 'no time'}, its commit at ${created}`;
    return toolProblem('BUILDER_UNFIT', `${what}: BuildKit 0.11 or newer is needed`);
  }
  await takeUnusedLayers(build.layout, image);
  const keptAt = layoutFolder(place.folder, image.digest);
  await settleAt(build.layout, keptAt);
  await forgetOld(place.folder, 'image-', keptAt);
  if (keepsLayers(surroundings.variables)) await keepLayers(place.folder, place.run);
  const sizes = [image.configuration, ...image.layers].map(({ size }) => size);
  return {
    project: project.name,
    digest: image.digest,
    configuration: image.configuration.digest,
    platform,
    version: project.version,
    revision: revisionOf(source),
    created,
    bases: bases.map(({ reference }) => reference),
    size: sizes.reduce((sum, size) => sum + size, 0),
    layers: image.layers,
    lock: LOCKS[project.language],
    packages: build.installed,
  };
}
