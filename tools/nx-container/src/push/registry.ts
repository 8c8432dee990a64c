import { toolProblem, type ToolProblem } from '@modax/findings';

/** Where images are pushed. */
export interface Repository {
  /** A host, with its port where it has one: `docker.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** `modax/control-layer` */
  readonly path: string;
}

/**
 * A host with a dot or a port, `localhost`, or an address in brackets: a bare word would be taken for a
 * part of a repository's name at Docker Hub.
 */
const REGISTRY =
  /^(?:localhost|[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+|(?:[a-z\d](?:[a-z\d-]*[a-z\d])?)(?=:)|\[[\da-f:]+\])(?::\d{1,5})?$/i;
/** Docker knows it by one name, under which its images are looked up. */
const HUB = 'docker.io';
const OTHER_NAMES_OF_HUB: ReadonlySet<string> = new Set([
  'index.docker.io',
  'registry-1.docker.io',
]);
/** The grammar of Docker's references (distribution/reference): parts of small letters and digits. */
const PATH = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)*$/;

/** The repository of a project's images; what is no name of one is refused before it reaches a command. */
export function repositoryOf(
  registry: string,
  namespace: string,
  project: string,
): Repository | ToolProblem {
  const path = `${namespace}/${project}`;
  if (OTHER_NAMES_OF_HUB.has(registry.toLowerCase())) {
    return toolProblem('OPTIONS_INVALID', `'${registry}' is Docker Hub, whose name is ${HUB}`);
  }
  if (!REGISTRY.test(registry)) {
    const message = `'registry' must be a host, with or without a port; a path behind it is a 'namespace'`;
    return toolProblem('OPTIONS_INVALID', message);
  }
  if (!PATH.test(path)) {
    return toolProblem('OPTIONS_INVALID', `'${path}' is no name of a repository of images`);
  }
  return { registry, path };
}

/** Under which name Docker looks for the credentials of a registry: those of Docker Hub have an address of their own. */
export function authenticationKey(registry: string): string {
  return registry === HUB ? 'https://index.docker.io/v1/' : registry;
}

/** An image by its digest: it means the same for ever. */
export function digestReference({ registry, path }: Repository, digest: string): string {
  return `${registry}/${path}@${digest}`;
}

export function reference({ registry, path }: Repository, tag: string): string {
  return `${registry}/${path}:${tag}`;
}
