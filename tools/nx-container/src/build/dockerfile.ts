import { toolProblem, type ToolProblem } from '@modax/findings';

/** An image that a Dockerfile begins from: a build argument `…_IMAGE`, and what it is set to. */
export interface BaseImage {
  readonly argument: string;
  /** With its digest: `docker.io/library/python:3.11@sha256:…`. */
  readonly reference: string;
}

const ARGUMENT = /^ARG\s+(?<argument>[A-Z][A-Z0-9_]*_IMAGE)=(?<reference>\S+)\s*$/gm;
const FROM = /^FROM\s+(?:--\S+\s+)*(?<reference>\S+)(?:\s+AS\s+(?<stage>\S+))?\s*$/gim;
/** The name of an image with no files, which is fetched from nowhere. */
const NOTHING = 'scratch';
/** The contexts that a build is given beside its own, and numbers of stages. */
const GIVEN = /^(?:\d+|dependencies|image-runtime)$/;
const PINNED = /^[\w./:-]+@sha256:[0-9a-f]{64}$/;

/**
 * The base images of a Dockerfile. Each is a build argument `NAME_IMAGE` with its default; the variable
 * `MODAX_NAME_IMAGE` names another one, for those who keep images in a registry of their own. All are
 * pinned by digest: whoever moves a tag changes no image of ours.
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
  const stages = [...dockerfile.matchAll(FROM)].map(({ groups = {} }) => groups);
  const names = new Set(stages.map(({ stage }) => stage));
  const other = stages.find(
    ({ reference = '' }) =>
      reference !== NOTHING &&
      !names.has(reference) &&
      !images.some(
        ({ argument }) => reference === `\${${argument}}` || reference === `$${argument}`,
      ),
  );
  if (other !== undefined || images.length === 0) {
    return unpinned(path, `FROM ${other?.['reference'] ?? 'nothing'} is no argument …_IMAGE`);
  }
  const fetched = fetchedElsewhere(dockerfile, names);
  if (fetched !== undefined) return unpinned(path, `${fetched} is fetched by no digest of ours`);
  const loose = images.find(({ reference }) => !PINNED.test(reference));
  return loose === undefined
    ? images
    : unpinned(path, `${loose.argument} is ${loose.reference}, which has no digest`);
}

/** What beside its base images and the contexts that it is given a build would fetch: other images, addresses, a frontend. */
function fetchedElsewhere(
  dockerfile: string,
  stages: ReadonlySet<string | undefined>,
): string | undefined {
  const frontend = /^#\s*syntax\s*=\s*(?<what>\S+)/im.exec(dockerfile)?.groups?.['what'];
  const address = /^ADD\s.*?(?<what>(?:https?|git):\S+|\S+@\S+:\S+)/im.exec(dockerfile)?.groups?.[
    'what'
  ];
  const sources = [...dockerfile.matchAll(/(?:--|[,=])from=(?<what>[^\s,]+)/g)];
  const other = sources
    .map(({ groups }) => groups?.['what'])
    .find((source) => !stages.has(source) && !GIVEN.test(source ?? ''));
  return frontend ?? address ?? other;
}

function unpinned(path: string, message: string): ToolProblem {
  return toolProblem('BASE_IMAGE_UNPINNED', message, { where: { path } });
}
