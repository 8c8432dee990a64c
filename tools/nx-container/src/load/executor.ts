import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import { ensureImage, readImageRecord } from '../image/ensure-image.ts';
import { readLayout } from '../image/layout.ts';
import { imageFolder } from '../image/place.ts';
import { execute, isProblem, type Output, type Surroundings } from '../running/execute.ts';
import { executorOf } from '../running/executor.ts';
import { archiveFiles, localNames } from './archive.ts';
import { identityCall, loadCall, packCall } from './command.ts';

/**
 * Loads a project's image into the Docker engine, to be run on this machine: the very image that
 * `docker-build` made, under its names of {@link localNames}.
 */
export default executorOf('docker-load', async (request, { timeoutSeconds }, surroundings) => {
  const { workspaceRoot, name, root } = request;
  const deadlineMs = timeoutSeconds * 1000;
  const record = await readImageRecord(request);
  if (isProblem(record)) return record;
  const kept = await ensureImage(request, record, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const names = localNames(name, root);
  const run = await mkdtemp(join(imageFolder(workspaceRoot, name), 'run-'));
  try {
    const problem = await load({ run, names, deadlineMs, ...kept }, surroundings);
    return problem ?? names.map((one) => `loaded    ${one}  ${record.digest}`).join('\n');
  } finally {
    await rm(run, { recursive: true, force: true });
  }
});

interface Load {
  /** The folder of the run; absolute, as is the layout. */
  readonly run: string;
  readonly layout: string;
  readonly names: readonly string[];
  readonly deadlineMs: number;
}

/** @returns undefined when the engine has the image under all its names. */
async function load(
  { run, layout, names, deadlineMs }: Load,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const image = await readLayout(layout);
  if (image === undefined) throw new Error(`${layout} is no layout of one image`);
  for (const [file, text] of Object.entries(archiveFiles(image, names))) {
    await writeFile(join(run, file), text);
  }
  const packed = await execute(packCall(run, layout, deadlineMs), surroundings);
  if (isProblem(packed)) return packed;
  const loaded = await execute(loadCall(run, deadlineMs), surroundings);
  if (isProblem(loaded)) return loaded;
  if (loaded.code !== 0) return loadProblem(loaded, 'docker load');
  // An engine names an image by its configuration, or by its manifest where it keeps that.
  const identities = [image.configuration.digest, image.digest];
  for (const name of names) {
    const output = await execute(identityCall(run, name, deadlineMs), surroundings);
    if (isProblem(output)) return output;
    if (output.code !== 0) return loadProblem(output, `docker image inspect ${name}`);
    const identity = output.stdout.trim();
    if (!identities.includes(identity)) {
      const message = `the engine has ${identity} as ${name} after ${image.digest} was loaded`;
      return toolProblem('IMAGE_LOAD_FAILED', message);
    }
  }
  return undefined;
}

function loadProblem(output: Output, what: string): ToolProblem {
  const said = lastLines({ stdout: '', stderr: output.stderr });
  const message = `${what} exited with ${output.code}\n${said}`;
  if (/cannot connect to the docker daemon|error during connect/i.test(said)) {
    return toolProblem('ENGINE_UNREACHABLE', message);
  }
  return toolProblem(
    /no space left on device/i.test(said) ? 'ENGINE_DISK_FULL' : 'IMAGE_LOAD_FAILED',
    message,
  );
}
