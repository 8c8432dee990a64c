import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, type ToolProblem } from '@modax/findings';
import { layOut } from '../context/lay-out.ts';
import type { ImagePackage } from '../image/image-record.ts';
import { LAYOUT } from '../image/place.ts';
import { IMAGE_RUNTIME } from '../project/image-project.ts';
import { type Call, type Surroundings } from '../running/execute.ts';
import { sourcePolicyOf } from './base-image.ts';
import { buildCall, type BuildPlan } from './build-plan.ts';
import { giveKnownLayers } from './known-layers.ts';
import { layerCacheIn } from './layer-cache.ts';

/** Where a build is laid out; absolute. */
export interface RunPlace {
  readonly workspaceRoot: string;
  /** Of the images of the project. */
  readonly folder: string;
  /** Of this run: an empty folder in there. */
  readonly run: string;
}

/** A build of which nothing is left to do but its call. */
export interface LaidOutBuild {
  readonly call: Call;
  /** Where it writes the image as an OCI layout. */
  readonly layout: string;
  /** What is installed in the image. */
  readonly installed: readonly ImagePackage[];
}

/** Lays out what the image is made of. */
export async function layOutBuild(
  { workspaceRoot, folder, run }: RunPlace,
  plan: BuildPlan,
  surroundings: Surroundings,
  deadlineMs: number,
): Promise<LaidOutBuild | ToolProblem> {
  const { project, platform, pythonVersion } = plan;
  const { committedAt } = plan.source;
  const place = { workspaceRoot, folder, run, project, platform, committedAt, pythonVersion };
  const context = await layOut(place, surroundings);
  if (isProblem(context)) return context;
  const { dependencies, packages, installed } = context;
  const dockerfile = join(workspaceRoot, project.root, 'Dockerfile');
  const imageRuntime = join(workspaceRoot, IMAGE_RUNTIME);
  const layerCache = layerCacheIn(folder, surroundings.variables);
  const sourcePolicy = join(run, 'source-policy.json');
  await writeFile(sourcePolicy, sourcePolicyOf(plan.bases));
  const laidOut = { run, dockerfile, dependencies, imageRuntime, packages };
  const inputs = { ...laidOut, layerCache, sourcePolicy };
  const layout = join(run, LAYOUT);
  await giveKnownLayers(folder, layout);
  return { call: buildCall(plan, inputs, deadlineMs), layout, installed };
}
