import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ToolProblem } from '@modax/findings';
import type { ImageRequest } from '../build/prepare-build.ts';
import { ensureImage } from '../image/ensure-image.ts';
import { isProblem, type Surroundings } from '../running/execute.ts';
import { writeRecord } from '../running/files.ts';
import { keyProblem, signImage } from '../sign/sign-image.ts';
import type { Checkout, GitEvent } from '../tags/git-event.ts';
import { withCredentials } from './credentials.ts';
import { type PreparedPush, preparePush, type PushOptions } from './prepare-push.ts';
import { pushImage } from './push-image.ts';

/**
 * Pushes a project's image under the tags of an event, and signs it where there is a key.
 * @returns for people, and for programs in `reports/<project>/image.json`: what was pushed.
 */
export async function pushProject(
  request: ImageRequest,
  options: PushOptions,
  surroundings: Surroundings,
  eventOf: (checkout: Checkout) => GitEvent | undefined,
): Promise<string | ToolProblem> {
  const { workspaceRoot, name } = request;
  const file = join(workspaceRoot, 'reports', name, 'image.json');
  await rm(file, { force: true });
  const prepared = await preparePush(request, options, surroundings, eventOf);
  if (isProblem(prepared)) return prepared;
  const deadlineMs = options.timeoutSeconds * 1000;
  const unusable = prepared.key && (await keyProblem(prepared.key, deadlineMs, surroundings));
  if (unusable !== undefined) return unusable;
  const pushed = await send(request, prepared, deadlineMs, surroundings);
  if (isProblem(pushed)) return pushed;
  await writeRecord(file, pushed);
  return JSON.stringify(pushed, undefined, 2);
}

async function send(
  request: ImageRequest,
  { image, scan, repository, tags, credentials, key }: PreparedPush,
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<object | ToolProblem> {
  const kept = await ensureImage(request, image, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const { registry, path } = repository;
  const push = {
    cwd: dirname(kept.layout),
    layout: basename(kept.layout),
    digest: image.digest,
    repository,
    tags,
    deadlineMs,
  };
  const problem = await withCredentials(
    registry,
    credentials,
    surroundings.variables,
    async (environment) =>
      (await pushImage(push, environment, surroundings)) ??
      (key &&
        (await signImage({ image, scan, repository, key, deadlineMs }, environment, surroundings))),
  );
  return (
    problem ?? {
      repository: `${registry}/${path}`,
      tags: tags.map((tag) => tag.name),
      digest: image.digest,
      revision: image.revision,
      version: image.version,
      materialsDigest: scan?.materialsDigest,
      signed: key !== undefined,
    }
  );
}
