import { recordOf, textOf, toolProblem, type ToolProblem } from '@modax/findings';
import { closure, parseLock } from '@modax/python-lock';
import { parse } from 'smol-toml';
import type { ImageProject } from './image-project.ts';

/** The texts of the project's manifest and of the lock. */
export interface Texts {
  readonly manifest: string;
  readonly lock: string;
}

/**
 * Reads what an image of a Python project is made of, from its `pyproject.toml` and the lock: what the
 * project runs with, not what its tests or tools want.
 */
export function pythonProject(
  { name, root }: Pick<ImageProject, 'name' | 'root'>,
  { manifest, lock }: Texts,
): ImageProject | ToolProblem {
  const file = `${root}/pyproject.toml`;
  const invalid = (message: string) =>
    toolProblem('PROJECT_INVALID', `${file}: ${message}`, { where: { path: file } });
  const project = projectTable(manifest);
  if (typeof project === 'string') return invalid(project);
  const packageName = textOf(project['name']);
  const version = textOf(project['version']);
  if (packageName === undefined || version === undefined) {
    return invalid('[project] has no name or no version, by which its image would be known');
  }
  const locked = parseLock(lock);
  if ('problem' in locked) return invalid(`uv.lock cannot be read: ${locked.problem}`);
  const members = closure(locked, [{ name: packageName }]).flatMap(({ name: member, folder }) =>
    folder === undefined ? [] : [{ name: member, folder }],
  );
  if (!members.some(({ folder }) => folder === root)) {
    return invalid(`uv.lock does not know ${packageName}; run: npm run setup`);
  }
  return {
    language: 'python',
    name,
    root,
    packageName,
    version,
    description: textOf(project['description']) ?? '',
    licence: textOf(project['license']) ?? '',
    members,
  };
}

function projectTable(text: string): Readonly<Record<string, unknown>> | string {
  try {
    return recordOf(parse(text)['project']) ?? {};
  } catch (error) {
    return `not TOML: ${error instanceof Error ? error.message : String(error)}`;
  }
}
