import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isProblem, type ToolProblem } from '@modax/findings';
import type { ImageRequest } from '../build/prepare-build.ts';
import { ensureImage } from '../image/ensure-image.ts';
import { type Surroundings } from '../running/execute.ts';
import { writeRecord } from '../running/files.ts';
import { signingProblem } from '../sign/cosign.ts';
import { signImage } from '../sign/sign-image.ts';
import type { Checkout, GitEvent } from '../tags/git-event.ts';
import type { ImageTag } from '../tags/image-tags.ts';
import { withCredentials } from '../credentials/credentials.ts';
import { otherVersion } from './plan.ts';
import { type PreparedPush, preparePush, type PushOptions } from './prepare-push.ts';
import { imageInLayout } from './command.ts';
import { otherPlatform } from './newer-image.ts';
import { pushForward } from './push-forward.ts';
import { sendUntagged } from './push-image.ts';

/** What was pushed. */
export interface PushedImage {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: string;
  readonly revision: string;
  readonly version: string;
  /** Of its bill of materials. */
  readonly materialsDigest: string | undefined;
  readonly signed: boolean;
}

/**
 * Pushes a project's image under the tags of an event, and signs it where there is a key.
 * @returns what lies in `reports/<project>/image.json` then.
 */
export async function pushProject(
  request: ImageRequest,
  options: PushOptions,
  surroundings: Surroundings,
  eventOf: (checkout: Checkout) => GitEvent | undefined,
): Promise<PushedImage | ToolProblem> {
  const { workspaceRoot, name } = request;
  const file = join(workspaceRoot, 'reports', name, 'image.json');
  await rm(file, { force: true });
  const prepared = await preparePush(request, options, surroundings, eventOf);
  if (isProblem(prepared)) return prepared;
  const other = otherVersion(prepared.image, prepared.event);
  if (other !== undefined) return other;
  const deadlineMs = options.timeoutSeconds * 1000;
  const unusable = prepared.key && (await signingProblem(prepared.key, deadlineMs, surroundings));
  if (unusable !== undefined) return unusable;
  const pushed = await send(request, prepared, deadlineMs, surroundings);
  if (isProblem(pushed)) return pushed;
  await writeRecord(file, pushed);
  return pushed;
}

/** For people. */
export function pushedText(pushed: PushedImage): string {
  return JSON.stringify(pushed, undefined, 2);
}

async function send(
  request: ImageRequest,
  { image, scan, repository, tags, event, credentials, key }: PreparedPush,
  deadlineMs: number,
  surroundings: Surroundings,
): Promise<PushedImage | ToolProblem> {
  const kept = await ensureImage(request, image, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const { registry, path } = repository;
  const { variables } = surroundings;
  const pushed = await withCredentials(registry, credentials, variables, async (environment) => {
    const cwd = request.workspaceRoot;
    const asking = { cwd, repository, environment, deadlineMs, surroundings };
    // Before a fixed tag is taken, which a machine of the right kind would want.
    const other = await otherPlatform(asking, image, tags);
    if (other !== undefined) return other;
    const layout = {
      cwd: dirname(kept.layout),
      source: imageInLayout(basename(kept.layout), image.digest),
      digest: image.digest,
      repository,
      deadlineMs,
    };
    const push = (some: readonly ImageTag[]) =>
      pushForward(asking, { ...layout, image, event, tags: some });
    const pushFirst = async (some: readonly ImageTag[]): ReturnType<typeof push> => {
      const done = await push(some);
      // What tags mean cannot be asked of what is not there yet. A registry that is never read from says the same at the
      // next look, and no tag that has to stay as it is was written.
      if (!isProblem(done) || done.code !== 'REPOSITORY_UNKNOWN') return done;
      const refused = await sendUntagged(layout, environment, surroundings);
      return refused ?? push(some);
    };
    if (key === undefined) return pushFirst(tags);
    const [first, then] = signedBetween(tags);
    const signing = { image, scan, repository, key, deadlineMs };
    const before = await pushFirst(first);
    if (isProblem(before)) return before;
    const unsigned = await signImage(signing, environment, surroundings);
    if (unsigned !== undefined) return unsigned;
    const after = await push(then);
    return isProblem(after) ? after : [...before, ...after];
  });
  if (isProblem(pushed)) return pushed;
  return {
    repository: `${registry}/${path}`,
    tags: tags.filter((tag) => pushed.includes(tag)).map((tag) => tag.name),
    digest: image.digest,
    revision: image.revision,
    version: image.version,
    materialsDigest: scan?.materialsDigest,
    signed: key !== undefined,
  };
}

/**
 * Tags that others follow are moved when the image is signed; until then it lies under its fixed ones. An
 * image that has none must lie under something.
 */
function signedBetween(
  tags: readonly ImageTag[],
): readonly [readonly ImageTag[], readonly ImageTag[]] {
  const fixed = tags.filter(({ kind }) => kind === 'fixed');
  const moving = tags.filter(({ kind }) => kind === 'moving');
  return fixed.length === 0 ? [moving, []] : [fixed, moving];
}
