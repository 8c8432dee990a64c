import { readFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import type { Platform } from '../context/context.ts';
import { sourcesOf } from '../project/image-project.ts';
import { languageOf, LOCKS, MANIFESTS } from '../project/language.ts';
import { pythonProject } from '../project/python-project.ts';
import { sourceState } from '../project/source-state.ts';
import { typeScriptProject } from '../project/typescript-project.ts';
import { type Surroundings } from '../running/execute.ts';
import type { BuildPlan } from './build-plan.ts';
import { baseImages } from './base-image.ts';

/** The image that is wanted. */
export interface ImageRequest {
  readonly workspaceRoot: string;
  /** The project, as Nx names it. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly root: string;
}

/** Reads all that decides an image, before anything is made. */
export async function prepareBuild(
  { workspaceRoot, name, root }: ImageRequest,
  surroundings: Surroundings,
): Promise<BuildPlan | ToolProblem> {
  const read = (path: string) => readFile(join(workspaceRoot, path), 'utf8');
  // Of a project without either manifest the one that is missing is named.
  const language = languageOf(join(workspaceRoot, root)) ?? 'python';
  let texts;
  try {
    texts = await Promise.all([
      read(`${root}/Dockerfile`),
      read(`${root}/${MANIFESTS[language]}`),
      read(LOCKS[language]),
      language === 'python' ? read('.python-version') : '',
    ]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return toolProblem('PROJECT_INVALID', `the files of an image cannot be read: ${message}`, {
      where: { path: root },
    });
  }
  const [dockerfile, manifest, lock, python] = texts;
  const projectOf = language === 'python' ? pythonProject : typeScriptProject;
  const project = projectOf({ name, root }, { manifest, lock });
  if (isProblem(project)) return project;
  const bases = baseImages(dockerfile, `${root}/Dockerfile`, surroundings.variables);
  if (isProblem(bases)) return bases;
  const source = await sourceState(workspaceRoot, sourcesOf(project), surroundings);
  if (isProblem(source)) return source;
  return {
    project,
    platform: platformOf(arch()),
    bases,
    source,
    pythonVersion: python.trim(),
  };
}

/** Images are for machines like this one: a stage compiles, which another processor would have to. */
export function platformOf(architecture: string): Platform {
  return architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';
}
