import { toolProblem, type ToolProblem } from '@modax/findings';

/** An image that a Dockerfile begins from: a build argument `…_IMAGE`, and what it is set to. */
export interface BaseImage {
  readonly argument: string;
  /** With its digest: `docker.io/library/python:3.11@sha256:…`. */
  readonly reference: string;
}

const ARGUMENT = /^ARG\s+(?<argument>[A-Z][A-Z0-9_]*_IMAGE)=(?<reference>\S+)\s*$/gm;
const FROM = /^FROM\s+(?:--\S+\s+)*(?<reference>\S+)(?:\s+AS\s+(?<stage>\S+))?\s*$/gim;
/** Where files are copied or mounted from. */
const SOURCE = /(?:--|[,=])from=(?<reference>[^\s,]+)/g;
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
  const own = images.flatMap(({ argument }) => [`\${${argument}}`, `$${argument}`]);
  const other = references(dockerfile, FROM).find(
    ({ name, stagesAbove }) => ![NOTHING, ...own].includes(name) && !isStage(name, stagesAbove),
  );
  if (other !== undefined || images.length === 0) {
    return unpinned(path, `FROM ${other?.name ?? 'nothing'} is no argument …_IMAGE`);
  }
  const fetched = fetchedElsewhere(dockerfile);
  if (fetched !== undefined) return unpinned(path, `${fetched} is fetched by no digest of ours`);
  const loose = images.find(({ reference }) => !PINNED.test(reference));
  return loose === undefined
    ? images
    : unpinned(path, `${loose.argument} is ${loose.reference}, which has no digest`);
}

/** Something that a Dockerfile names, and the stages that it can mean: one of the same name below is another thing. */
interface Reference {
  readonly name: string;
  readonly stagesAbove: readonly string[];
}

function references(dockerfile: string, pattern: RegExp): readonly Reference[] {
  const stages = [...dockerfile.matchAll(FROM)];
  return [...dockerfile.matchAll(pattern)].map(({ groups, index }) => ({
    name: groups?.['reference'] ?? '',
    stagesAbove: stages
      .filter((from) => from.index < index)
      .flatMap((from) => from.groups?.['stage']?.toLowerCase() ?? []),
  }));
}

/** Docker reads the name of a stage in whatever case. */
function isStage(name: string, stages: readonly string[]): boolean {
  return stages.includes(name.toLowerCase());
}

/** What beside its base images and the contexts that it is given a build would fetch: other images, addresses, a frontend. */
function fetchedElsewhere(dockerfile: string): string | undefined {
  const frontend = /^#\s*syntax\s*=\s*(?<what>\S+)/im.exec(dockerfile)?.groups?.['what'];
  const address = /^ADD\s.*?(?<what>(?:https?|git):\S+|\S+@\S+:\S+)/im.exec(dockerfile)?.groups?.[
    'what'
  ];
  const other = references(dockerfile, SOURCE).find(
    ({ name, stagesAbove }) => !GIVEN.test(name) && !isStage(name, stagesAbove),
  );
  return frontend ?? address ?? other?.name;
}

function unpinned(path: string, message: string): ToolProblem {
  return toolProblem('BASE_IMAGE_UNPINNED', message, { where: { path } });
}
