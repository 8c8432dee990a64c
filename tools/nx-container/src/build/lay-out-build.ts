import { join } from 'node:path';
import { isProblem, type ToolProblem } from '@modax/findings';
import { layOut } from '../context/lay-out.ts';
import type { ImagePackage } from '../image/image-record.ts';
import { imageFolder } from '../image/place.ts';
import { IMAGE_RUNTIME } from '../project/image-project.ts';
import { type Call, type Surroundings } from '../running/execute.ts';
import { buildCall, type BuildPlan } from './build-plan.ts';
import { layerCacheIn } from './layer-cache.ts';

/** Where a build is laid out; absolute. */
export interface RunPlace {
  readonly workspaceRoot: string;
  /** Of this run: an empty folder beside the images of the project. */
  readonly run: string;
}

/** A build of which nothing is left to do but its call. */
export interface LaidOutBuild {
  /** Writes the image as the OCI layout `layout` into the folder of the run. */
  readonly call: Call;
  /** What is installed in the image. */
  readonly installed: readonly ImagePackage[];
}

/** Lays out what the image is made of. */
export async function layOutBuild(
  { workspaceRoot, run }: RunPlace,
  plan: BuildPlan,
  surroundings: Surroundings,
  deadlineMs: number,
): Promise<LaidOutBuild | ToolProblem> {
  const { project, platform, pythonVersion } = plan;
  const { committedAt } = plan.source;
  const folder = imageFolder(workspaceRoot, project.name);
  const place = { workspaceRoot, folder, run, project, platform, committedAt, pythonVersion };
  const context = await layOut(place, surroundings);
  if (isProblem(context)) return context;
  const { dependencies, packages, installed } = context;
  const dockerfile = join(workspaceRoot, project.root, 'Dockerfile');
  const imageRuntime = join(workspaceRoot, IMAGE_RUNTIME);
  const layerCache = layerCacheIn(folder, surroundings.variables);
  const inputs = { run, dockerfile, dependencies, imageRuntime, packages, layerCache };
  return { call: buildCall(plan, inputs, deadlineMs), installed };
}
