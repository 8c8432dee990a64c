import { toolProblem, type ToolProblem } from '@modax/findings';

/** An image that a Dockerfile begins from: a build argument `…_IMAGE`, and what it is set to. */
export interface BaseImage {
  readonly argument: string;
  /** With its digest: `docker.io/library/python:3.11@sha256:…`. */
  readonly reference: string;
}

const ARGUMENT = /^ARG\s+(?<argument>[A-Z][A-Z0-9_]*_IMAGE)=(?<reference>\S+)\s*$/gm;
const FROM = /^FROM\s+(?:--\S+\s+)*(?<reference>\S+)(?:\s+AS\s+(?<stage>\S+))?\s*$/gim;
/** Where files are copied or mounted from: options of a mount are values with commas, in whatever case. */
const SOURCE = /(?:--|[,=])from=(?<reference>[^\s,]+)/gi;
/** An instruction up to its last option. */
const OPTIONS = /^\w+(?:\s+--\S+)*/;
/** Comments of either kind before the first instruction: BuildKit takes what they say for the name of what reads the file. */
const HEAD = /^\s*(?:#|\/\/|$)/;
const FRONTEND = /(?:#|\/\/)\s*syntax\s*=\s*(?<what>\S+)/i;
/** What is added from somewhere else; what an argument holds is not known here. */
const ADDRESS = /(?:https?|git):|@.+:|\$/i;
/** What Docker reads otherwise than it stands there, and no image of ours needs. */
const UNREAD =
  /^(?:ONBUILD\b.*|(?:RUN|COPY|ADD)\b.*<<-?["']?[a-z_].*|ADD\b.*\\.*|\w+(?:\s+--\S+)*\s+--\S*["'\\].*)$/im;
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
  const unread = UNREAD.exec(dockerfile)?.[0];
  if (unread !== undefined) {
    const simply =
      'say it without ONBUILD, a here-document, and quotes or backslashes in an option';
    return unpinned(path, `what ${unread.slice(0, 80)} fetches cannot be told: ${simply}`);
  }
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

/** Also a file that is JSON may name what reads it. */
function frontendOf(text: string): string | undefined {
  if (text.trimStart().startsWith('{')) return text.trimStart().split('\n')[0];
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !HEAD.test(line));
  const head = lines.slice(0, first === -1 ? undefined : first);
  return FRONTEND.exec(head.join('\n'))?.groups?.['what'];
}

/** What beside its base images and the contexts that it is given a build would fetch: other images, addresses. */
function fetchedElsewhere(dockerfile: string): string | undefined {
  const address = dockerfile
    .split('\n')
    .flatMap(addedBy)
    .find((source) => ADDRESS.test(source));
  const options = dockerfile
    .split('\n')
    .filter((line) => /^(?:FROM|COPY|ADD|RUN)\s/i.test(line))
    .map((line) => (/^FROM\s/i.test(line) ? line : (OPTIONS.exec(line)?.[0] ?? '')));
  const other = references(options.join('\n'), SOURCE).find(
    ({ name, stagesAbove }) => !GIVEN.test(name) && !isStage(name, stagesAbove),
  );
  return address ?? other?.name;
}

/** What an ADD adds: neither its options nor where it goes, which is its last word. */
function addedBy(instruction: string): readonly string[] {
  const [name = '', ...words] = instruction.trim().split(/\s+/);
  const from = words.findIndex((word) => !word.startsWith('--'));
  return name.toUpperCase() === 'ADD' && from !== -1 ? words.slice(from, -1) : [];
}

function unpinned(path: string, message: string): ToolProblem {
  return toolProblem('BASE_IMAGE_UNPINNED', message, { where: { path } });
}
