import { isProblem, type ToolProblem } from '@modax/findings';
import { revisionOf } from '../build/build-plan.ts';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { readImageRecord } from '../image/ensure-image.ts';
import type { ImageRecord } from '../image/image-record.ts';
import { type Surroundings } from '../running/execute.ts';
import type { TaskOptions } from '../running/executor.ts';
import { textIfThere } from '../running/files.ts';
import { parseScanRecord, type ScanRecord, scanRecordFile } from '../scan/scan-record.ts';
import { signingKeyOf, type SigningKey } from '../sign/signing-key.ts';
import type { Checkout, GitEvent } from '../tags/git-event.ts';
import type { ImageTag } from '../tags/image-tags.ts';
import { readCheckout } from './checkout.ts';
import { type Credentials, credentialsOf } from '../credentials/credentials.ts';
import { pushTags } from './plan.ts';
import { type Repository, repositoryOf } from './registry.ts';

export interface PushOptions extends TaskOptions {
  readonly registry: string;
  readonly namespace: string;
}

/** A push that may be done. */
export interface PreparedPush {
  readonly image: ImageRecord;
  /** The scan that it has passed. */
  readonly scan: ScanRecord | undefined;
  readonly repository: Repository;
  readonly tags: readonly ImageTag[];
  /** What the image is of. */
  readonly event: GitEvent | undefined;
  /** None: the person's own login. */
  readonly credentials: Credentials | undefined;
  /** None: the image is not signed. */
  readonly key: SigningKey | undefined;
}

/** Decides a push, before any registry is asked. `eventOf` says what the image is of. */
export async function preparePush(
  request: ImageRequest,
  { registry, namespace }: PushOptions,
  surroundings: Surroundings,
  eventOf: (checkout: Checkout) => GitEvent | undefined,
): Promise<PreparedPush | ToolProblem> {
  const { workspaceRoot, name } = request;
  const repository = repositoryOf(registry, namespace, name);
  if (isProblem(repository)) return repository;
  const credentials = credentialsOf(surroundings.variables);
  if (credentials !== undefined && isProblem(credentials)) return credentials;
  const key = signingKeyOf(surroundings.variables);
  if (key !== undefined && isProblem(key)) return key;
  const image = await readImageRecord(request);
  if (isProblem(image)) return image;
  const scan = parseScanRecord(await textIfThere(scanRecordFile(workspaceRoot, name)));
  const checkout = await readCheckout(workspaceRoot, surroundings);
  if (isProblem(checkout)) return checkout;
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const event = eventOf(checkout);
  const tags = pushTags({
    image,
    scan,
    revision: revisionOf(plan.source),
    bases: plan.bases.map((base) => base.reference),
    now: new Date(),
    checkout,
    event,
  });
  if (isProblem(tags)) return tags;
  return { image, scan, repository, tags, event, credentials, key };
}
