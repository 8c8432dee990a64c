import { rm } from 'node:fs/promises';
import { isProblem, toolProblem } from '@modax/findings';
import { isOfItsKey } from '../hashing/is-of-its-key.ts';
import { type ImageRecord } from '../image/image-record.ts';
import { buildRecordFile } from '../image/place.ts';
import { writeRecord } from '../running/files.ts';
import { executorOf } from '../running/executor.ts';
import { buildImage } from './build-image.ts';
import { prepareBuild } from './prepare-build.ts';

/**
 * Builds a project's image. What is kept of it is its record, `reports/<project>/image-build.json`; the
 * image itself stays in the checkout, and is built again wherever it is missing.
 */
export default executorOf('docker-build', async (request, options, surroundings, context) => {
  const { workspaceRoot, name } = request;
  const file = buildRecordFile(workspaceRoot, name);
  // A record of an image that is no longer that of the sources must not be read by who comes next.
  await rm(file, { force: true });
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const record = await buildImage(workspaceRoot, plan, surroundings, options.timeoutSeconds * 1000);
  if (isProblem(record)) return record;
  if (!(await isOfItsKey(request, surroundings, context))) {
    const message = 'sources of the image were changed while it was built';
    return toolProblem('INPUTS_CHANGED', message, { where: { path: request.root } });
  }
  await writeRecord(file, record);
  return imageText(record);
});

/** For people. */
function imageText({ project, digest, revision, size, layers }: ImageRecord): string {
  const megabytes = (size / 1_000_000).toFixed(1);
  return [
    `image     modax/${project}@${digest}`,
    `revision  ${revision}`,
    `size      ${megabytes} MB in ${layers.length} layers`,
  ].join('\n');
}
