import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { type LayoutImage, readLayout } from '../image/layout.ts';
import { beginRun } from '../image/place.ts';
import { execute, type Surroundings } from '../running/execute.ts';
import { archiveFiles } from './archive.ts';
import { identityCall, loadCall, packCall } from './command.ts';
import { engineProblem } from './engine-problem.ts';

const FAILED = 'IMAGE_LOAD_FAILED';

/** An image on its way into the engine. */
export interface Load {
  /** Of the image; absolute. */
  readonly layout: string;
  readonly names: readonly string[];
  readonly deadlineMs: number;
}

/** @returns undefined when the engine has the image under all its names. */
export async function loadImage(
  load: Load,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const image = await readLayout(load.layout);
  if (image === undefined) throw new Error(`${load.layout} is no layout of one image`);
  const run = await beginRun(dirname(load.layout));
  try {
    return await loadIn(run, image, load, surroundings);
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}

async function loadIn(
  run: string,
  image: LayoutImage,
  { layout, names, deadlineMs }: Load,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  for (const [file, text] of Object.entries(archiveFiles(image, names))) {
    await writeFile(join(run, file), text);
  }
  const packed = await execute(packCall(run, layout, deadlineMs), surroundings);
  if (isProblem(packed)) return packed;
  const loaded = await execute(loadCall(run, deadlineMs), surroundings);
  if (isProblem(loaded)) return loaded;
  if (loaded.code !== 0) return engineProblem(loaded, 'docker load', FAILED);
  // An engine names an image by its configuration, or by its manifest where it keeps that.
  const identities = [image.configuration.digest, image.digest];
  for (const name of names) {
    const output = await execute(identityCall(run, name, deadlineMs), surroundings);
    if (isProblem(output)) return output;
    if (output.code !== 0) return engineProblem(output, `docker image inspect ${name}`, FAILED);
    const identity = output.stdout.trim();
    if (!identities.includes(identity)) {
      const message = `the engine has ${identity} as ${name} after ${image.digest} was loaded`;
      return toolProblem(FAILED, message);
    }
  }
  return undefined;
}
