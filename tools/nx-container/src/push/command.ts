import { ANY_EXIT_CODE, type Call } from '../running/execute.ts';

type Environment = NonNullable<Call['environment']>;

/** Which image a tag of a registry means. */
export function inspectCall(
  cwd: string,
  reference: string,
  environment: Environment,
  deadlineMs: number,
): Call {
  return imageTools(cwd, 'inspect', environment, deadlineMs, [
    'inspect',
    '--format={{.Manifest.Digest}}',
    reference,
  ]);
}

/** What an image in a registry says of itself, as JSON: its configuration. */
export function configurationCall(
  cwd: string,
  reference: string,
  environment: Environment,
  deadlineMs: number,
): Call {
  return imageTools(cwd, 'inspect', environment, deadlineMs, [
    'inspect',
    '--format={{json .Image}}',
    reference,
  ]);
}

/** Where an image is that is copied: in a layout (relative to `cwd`), or in a registry. */
export function imageInLayout(layout: string, digest: string): string {
  return `oci-layout://${layout}@${digest}`;
}

/**
 * Copies an image into a registry as it is, under all its tags: what arrives are the very bytes that were
 * scanned.
 */
export function pushCall(
  cwd: string,
  source: string,
  references: readonly string[],
  environment: Environment,
  deadlineMs: number,
): Call {
  return imageTools(cwd, 'push', environment, deadlineMs, [
    'create',
    // A copy, not a new index around it, which would have another digest.
    '--prefer-index=false',
    '--progress=plain',
    ...references.map((reference) => `--tag=${reference}`),
    source,
  ]);
}

function imageTools(
  cwd: string,
  name: string,
  environment: Environment,
  deadlineMs: number,
  words: readonly string[],
): Call {
  return {
    program: 'docker',
    name,
    arguments: ['buildx', 'imagetools', ...words],
    cwd,
    environment,
    exitCodes: ANY_EXIT_CODE,
    deadlineMs,
  };
}
