import { isProblem } from '@modax/findings';
import { ensureImage, readImageRecord } from '../image/ensure-image.ts';
import { executorOf } from '../running/executor.ts';
import { localNames } from './archive.ts';
import { loadImage } from './load-image.ts';

/**
 * Loads a project's image into the Docker engine, to be run on this machine: the very image that
 * `docker-build` made, under its names of {@link localNames}.
 */
export default executorOf('docker-load', async (request, { timeoutSeconds }, surroundings) => {
  const { name, root } = request;
  const deadlineMs = timeoutSeconds * 1000;
  const record = await readImageRecord(request);
  if (isProblem(record)) return record;
  const names = localNames(name, root);
  const kept = await ensureImage(request, record, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const problem = await loadImage({ ...kept, names, deadlineMs }, surroundings);
  return problem ?? names.map((one) => `loaded    ${one}  ${record.digest}`).join('\n');
});
