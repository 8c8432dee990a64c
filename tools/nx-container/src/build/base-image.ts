import { toolProblem, type ToolProblem } from '@modax/findings';

/** An image that a Dockerfile begins from: a build argument `…_IMAGE`, and what it is set to. */
export interface BaseImage {
  readonly argument: string;
  /** With its digest: `docker.io/library/python:3.11@sha256:…`. */
  readonly reference: string;
}

const ARGUMENT = /^ARG\s+(?<argument>[A-Z][A-Z0-9_]*_IMAGE)=(?<reference>\S+)\s*$/gm;
const PINNED = /^[\w./:-]+@sha256:[0-9a-f]{64}$/;

/**
 * The base images of a Dockerfile. Each is a build argument `NAME_IMAGE` with its default; the variable
 * `MODAX_NAME_IMAGE` names another one, for those who keep images in a registry of their own. All are
 * pinned by digest: whoever moves a tag changes no image of ours. What a Dockerfile fetches beside them is not
 * looked for here: the builder refuses it, by {@link sourcePolicyOf}.
 */
export function baseImages(
  dockerfile: string,
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): readonly BaseImage[] | ToolProblem {
  const images = [...dockerfile.matchAll(ARGUMENT)].map(({ groups = {} }) => {
    const { argument = '', reference = '' } = groups;
    return { argument, reference: variables[`MODAX_${argument}`] || reference };
  });
  if (images.length === 0) return unpinned(path, 'it has no argument …_IMAGE to begin from');
  const loose = images.find(({ reference }) => !PINNED.test(reference));
  return loose === undefined
    ? images
    : unpinned(path, `${loose.argument} is ${loose.reference}, which has no digest`);
}

/**
 * What a build may read, as BuildKit's source policy (moby/buildkit, sourcepolicy/pb/policy.proto), in JSON: the folders
 * that it is given and its base images, whatever they are called. Any other image, address or frontend it refuses
 * before it is fetched, however the Dockerfile names it. Of the rules that fit a source the last one decides.
 */
export function sourcePolicyOf(images: readonly BaseImage[]): string {
  const bases = images.map(
    ({ reference }) => `docker-image://*${reference.slice(reference.indexOf('@'))}`,
  );
  const rules = [
    { action: 'DENY', selector: { identifier: '*' } },
    ...['local://*', ...bases].map((identifier) => ({ action: 'ALLOW', selector: { identifier } })),
  ];
  return `${JSON.stringify({ rules }, undefined, 2)}\n`;
}

function unpinned(path: string, message: string): ToolProblem {
  return toolProblem('BASE_IMAGE_UNPINNED', message, { where: { path } });
}
