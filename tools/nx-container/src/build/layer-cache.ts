import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { settleAt } from '../image/place.ts';

/** Below the folder of the project's images: what CI hands from one machine to the next. */
const LAYERS = 'layers';

/** Where a build finds layers that were made before, and where it leaves its own; relative to the folder of its run. */
export interface LayerCache {
  /** Left out where there is none yet: the builder would warn of it. */
  readonly from?: string;
  readonly to: string;
}

/** Whether layers are kept: where `MODAX_KEEP_LAYERS` is `true`. */
export function keepsLayers(variables: NodeJS.ProcessEnv): boolean {
  return variables['MODAX_KEEP_LAYERS'] === 'true';
}

/**
 * The cache of layers, where they are kept. A person's own builder keeps its layers by itself; for one
 * that begins with nothing, as that of CI, they lie beside the images. An image is the same with them or without.
 */
export function layerCacheIn(folder: string, variables: NodeJS.ProcessEnv): LayerCache | undefined {
  if (!keepsLayers(variables)) return undefined;
  return {
    ...(existsSync(join(folder, LAYERS)) && { from: `../${LAYERS}` }),
    to: LAYERS,
  };
}

/** Puts the layers of a run that ended well in the place of those before, of which some are no longer used. */
export async function keepLayers(folder: string, run: string): Promise<void> {
  await rm(join(folder, LAYERS), { recursive: true, force: true });
  await settleAt(join(run, LAYERS), join(folder, LAYERS));
}
