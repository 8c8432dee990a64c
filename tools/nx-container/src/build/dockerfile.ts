import { toolProblem, type ToolProblem } from '@modax/findings';

/** An image that a Dockerfile begins from: a build argument `…_IMAGE`, and what it is set to. */
export interface BaseImage {
  readonly argument: string;
  /** With its digest: `docker.io/library/python:3.11@sha256:…`. */
  readonly reference: string;
}

const ARGUMENT = /^ARG\s+(?<argument>[A-Z][A-Z0-9_]*_IMAGE)=(?<reference>\S+)\s*$/gm;
const FROM = /^FROM\s+(?:--\S+\s+)*(?<reference>\S+)(?:\s+AS\s+(?<stage>\S+))?\s*$/gim;
/** Where files are copied or mounted from: options of a mount are values with commas, quoted or not, in whatever case. */
const SOURCE = /(?:--|[,="'])from=["']?(?<reference>[^\s,"']+)/gi;
/** In a comment of either kind, or in JSON: BuildKit takes all of them for the name of what reads the file. */
const FRONTEND = /^\s*(?:#|\/\/)\s*syntax\s*=\s*(?<what>\S+)|"(?<key>syntax)"\s*:/im;
/** What an argument holds is not known here. */
const ADDRESS = /^ADD\s.*?(?<what>(?:https?|git):\S+|\S+@\S+:\S+|\S*\$\S+)/im;
/** A directive that makes another character the one that joins lines. */
const ESCAPE = /^\s*#\s*escape\s*=\s*[^\\\s]/im;
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
  text: string,
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): readonly BaseImage[] | ToolProblem {
  if (ESCAPE.test(text)) return unpinned(path, 'with another escape, its lines are others');
  const dockerfile = instructions(text);
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
  const fetched = frontendOf(text) ?? fetchedElsewhere(dockerfile);
  if (fetched !== undefined) return unpinned(path, `${fetched} is fetched by no digest of ours`);
  const loose = images.find(({ reference }) => !PINNED.test(reference));
  return loose === undefined
    ? images
    : unpinned(path, `${loose.argument} is ${loose.reference}, which has no digest`);
}

/** The instructions of a Dockerfile as Docker reads them: each on one line, without blanks before it and comments in it. */
function instructions(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  const joined = lines.join('\n').replaceAll(/(?<!\\)\\[\t ]*\n/g, '');
  return joined.replaceAll(/^\s+/gm, '');
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

function frontendOf(text: string): string | undefined {
  const frontend = FRONTEND.exec(text)?.groups;
  return frontend?.['what'] ?? frontend?.['key'];
}

/** What beside its base images and the contexts that it is given a build would fetch: other images, addresses. */
function fetchedElsewhere(dockerfile: string): string | undefined {
  const address = ADDRESS.exec(dockerfile)?.groups?.['what'];
  const other = references(dockerfile, SOURCE).find(
    ({ name, stagesAbove }) => !GIVEN.test(name) && !isStage(name, stagesAbove),
  );
  return address ?? other?.name;
}

function unpinned(path: string, message: string): ToolProblem {
  return toolProblem('BASE_IMAGE_UNPINNED', message, { where: { path } });
}
