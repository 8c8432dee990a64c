import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ToolProblem } from '@modax/findings';
import { revisionOf } from '../build/build-plan.ts';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { ensureImage, readImageRecord } from '../image/ensure-image.ts';
import { isProblem, type Surroundings } from '../running/execute.ts';
import { textIfThere, writeRecord } from '../running/files.ts';
import { executorOf, type TaskOptions } from '../running/executor.ts';
import { parseScanRecord, scanRecordFile } from '../scan/scan-record.ts';
import { readCheckout } from './checkout.ts';
import { credentialsOf, withCredentials } from './credentials.ts';
import { pushTags } from './plan.ts';
import { pushImage } from './push-image.ts';
import { repositoryOf } from './registry.ts';

export interface PushOptions extends TaskOptions {
  readonly registry: string;
  readonly namespace: string;
}

/**
 * Pushes a project's image, which `docker-scan` has passed, under the tags of the git event. What was
 * pushed is printed and lies in `reports/<project>/image.json`.
 */
export default executorOf<PushOptions>('docker-push', async (request, options, surroundings) => {
  const { workspaceRoot, name } = request;
  const file = join(workspaceRoot, 'reports', name, 'image.json');
  await rm(file, { force: true });
  const pushed = await push(request, options, surroundings);
  if (isProblem(pushed)) return pushed;
  await writeRecord(file, pushed);
  return JSON.stringify(pushed, undefined, 2);
});

async function push(
  request: ImageRequest,
  { registry, namespace, timeoutSeconds }: PushOptions,
  surroundings: Surroundings,
): Promise<object | ToolProblem> {
  const { workspaceRoot, name } = request;
  const repository = repositoryOf(registry, namespace, name);
  if (isProblem(repository)) return repository;
  const credentials = credentialsOf(surroundings.variables);
  if (credentials !== undefined && isProblem(credentials)) return credentials;
  const image = await readImageRecord(request);
  if (isProblem(image)) return image;
  const scan = parseScanRecord(await textIfThere(scanRecordFile(workspaceRoot, name)));
  const checkout = await readCheckout(workspaceRoot, surroundings);
  if (isProblem(checkout)) return checkout;
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const { variables } = surroundings;
  const tags = pushTags({
    image,
    scan,
    revision: revisionOf(plan.source),
    bases: plan.bases.map((base) => base.reference),
    today: new Date().toISOString().slice(0, 10),
    checkout,
    variables,
  });
  if (isProblem(tags)) return tags;
  const deadlineMs = timeoutSeconds * 1000;
  const kept = await ensureImage(request, image, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const problem = await withCredentials(registry, credentials, variables, (environment) =>
    pushImage(
      {
        cwd: dirname(kept.layout),
        layout: basename(kept.layout),
        digest: image.digest,
        repository,
        tags,
        deadlineMs,
      },
      environment,
      surroundings,
    ),
  );
  return (
    problem ?? {
      repository: `${registry}/${repository.path}`,
      tags: tags.map((tag) => tag.name),
      digest: image.digest,
      revision: image.revision,
      version: image.version,
      materialsDigest: scan?.materialsDigest,
    }
  );
}
