import { recordOf, textOf, toolProblem, type ToolProblem } from '@modax/findings';
import { closure, parseLock } from '@modax/python-lock';
import { parse } from 'smol-toml';

/** A package of this workspace that lies in an image. */
export interface Member {
  /** Its distribution's name. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
}

/** What an image is made of. */
export interface ImageProject {
  /** As Nx names it; the image is named so too. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly root: string;
  readonly distribution: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
  /** The project itself and the libraries below it, by name. */
  readonly members: readonly Member[];
}

/**
 * Reads what an image of a Python project is made of, from its `pyproject.toml` and the lock: what the
 * project runs with, not what its tests or tools want.
 */
export function imageProject(
  { name, root }: Pick<ImageProject, 'name' | 'root'>,
  { pyproject, lock }: { readonly pyproject: string; readonly lock: string },
): ImageProject | ToolProblem {
  const file = `${root}/pyproject.toml`;
  const invalid = (message: string) =>
    toolProblem('PROJECT_INVALID', `${file}: ${message}`, { where: { path: file } });
  const project = projectTable(pyproject);
  if (typeof project === 'string') return invalid(project);
  const distribution = textOf(project['name']);
  const version = textOf(project['version']);
  if (distribution === undefined || version === undefined) {
    return invalid('[project] has no name or no version, by which its image would be known');
  }
  const locked = parseLock(lock);
  if ('problem' in locked) return invalid(`uv.lock cannot be read: ${locked.problem}`);
  const members = closure(locked, [{ name: distribution }]).flatMap(({ name: member, folder }) =>
    folder === undefined ? [] : [{ name: member, folder }],
  );
  if (!members.some(({ folder }) => folder === root)) {
    return invalid(`uv.lock does not know ${distribution}; run: npm run setup`);
  }
  return {
    name,
    root,
    distribution,
    version,
    description: textOf(project['description']) ?? '',
    licence: textOf(project['license']) ?? '',
    members,
  };
}

/** The Python package that collects what an image takes of its base, relative to the workspace. */
export const IMAGE_RUNTIME = 'libs/image-runtime/src';

/**
 * Files and folders that an image is made of, relative to the workspace: a commit that touches none of
 * them makes the same image.
 */
export function sourcePaths({ root, members }: ImageProject): readonly string[] {
  return [
    `${root}/Dockerfile`,
    ...members.flatMap(({ folder }) => [`${folder}/pyproject.toml`, `${folder}/src`]),
    IMAGE_RUNTIME,
    // A wheel leaves out what git ignores.
    '.gitignore',
    '.python-version',
    'uv.lock',
  ];
}

function projectTable(text: string): Readonly<Record<string, unknown>> | string {
  try {
    return recordOf(parse(text)['project']) ?? {};
  } catch (error) {
    return `not TOML: ${error instanceof Error ? error.message : String(error)}`;
  }
}
