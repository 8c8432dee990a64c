import { randomBytes, randomUUID } from 'node:crypto';
import { isProblem } from '@modax/findings';
import { readImageRecord } from '../image/ensure-image.ts';
import { localNames } from '../load/archive.ts';
import { executorOf, type TaskOptions } from '../running/executor.ts';
import { startImage } from './start-image.ts';

export interface StartOptions extends TaskOptions {
  /** Variables without which the service does not start. */
  readonly secrets?: readonly string[];
  /** What its check says, among else, where it runs and is not healthy without others. */
  readonly saysAlone?: string;
}

/**
 * Starts the image that `docker-load` has loaded, as restricted as it is deployed, until its own HEALTHCHECK says
 * that it is well, and has it stop. What builds and is clean may still not run.
 */
export default executorOf<StartOptions>('docker-start', async (request, options, surroundings) => {
  const { workspaceRoot, name: project, root } = request;
  const record = await readImageRecord(request);
  if (isProblem(record)) return record;
  const [name = ''] = localNames(project, root);
  const problem = await startImage(
    {
      workspaceRoot,
      record,
      name,
      container: `modax-${project}-${randomUUID()}`,
      secrets: Object.fromEntries(
        (options.secrets ?? []).map((variable) => [variable, randomBytes(24).toString('hex')]),
      ),
      saysAlone: options.saysAlone,
      deadlineMs: options.timeoutSeconds * 1000,
    },
    surroundings,
  );
  return problem ?? `started   ${name}  ${record.digest}, and ended by itself when it was told to`;
});
