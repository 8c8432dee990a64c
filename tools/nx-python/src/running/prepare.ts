import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolProblem, type ToolProblem } from '@modax/findings';
import { lockedPackages, requirementsText } from '../environment/locked-packages.ts';
import { type PythonProject, parsePyproject } from '../inference/pyproject.ts';
import type { Place } from './place.ts';
import { hasFile, pythonFolders, testFiles } from './project-files.ts';
import type { LockedPackage, ProjectSettings, Tool, ToolContext, ToolOptions } from './tool.ts';

/** A project that a tool can be run on, and what is to be taken away afterwards. */
export interface Prepared {
  readonly context: ToolContext;
  readonly release: () => Promise<void>;
}

/** Why a tool cannot be run on a project, and what is known of the project all the same. */
export interface Unprepared {
  readonly problem: ToolProblem;
  readonly settings: ProjectSettings;
}

/** Of a project that could not be read: it fails whatever these say. */
export const unreadSettings: ProjectSettings = {
  coverageFloor: 0,
  warningBudget: 0,
  testProcesses: 1,
};

/** Reads what a tool has to know of a project before its calls can be decided. */
export async function prepare<Options extends ToolOptions>(
  tool: Tool<Options>,
  place: Place,
  environment: string,
): Promise<Prepared | Unprepared> {
  const read = await readProject(place);
  if ('problem' in read) {
    return { problem: read.problem, settings: unreadSettings };
  }
  const { distribution, settings } = read;
  if (!hasFile(place.project, tool.needs === 'python files' ? '.py' : '')) {
    const message = `${tool.name} has nothing to judge: no ${tool.needs} in ${place.projectRoot}`;
    return { problem: toolProblem('NO_FILES', message), settings };
  }
  const packages =
    tool.needsLockedPackages === true
      ? await lockedPackages(
          { workspaceRoot: place.workspaceRoot, environment },
          distribution,
          place.signal,
        )
      : [];
  if (!isPackages(packages)) return { problem: packages, settings };
  return withScratch({
    ...place,
    targets: ['.'],
    beside: { folders: [], files: [] },
    pythonFolders: pythonFolders(place.project),
    cache: join(place.workspaceRoot, `.${tool.name}_cache`, place.projectName),
    reports: join(place.workspaceRoot, 'reports', place.projectName),
    environment,
    testFiles: tool.needsTestFiles === true ? testFiles(place.project) : [],
    settings,
    lockedPackages: packages,
    resources: tool.locate?.(environment, process.env) ?? {},
  });
}

/** Gives a tool its empty folder for one run, with the packages as every audit reads them. */
export async function withScratch(context: Omit<ToolContext, 'scratch'>): Promise<Prepared> {
  const scratch = await mkdtemp(join(tmpdir(), 'modax-'));
  await writeFile(join(scratch, 'requirements.txt'), requirementsText(context.lockedPackages));
  return {
    context: { ...context, scratch },
    release: () => rm(scratch, { recursive: true, force: true }),
  };
}

function isPackages(
  value: readonly LockedPackage[] | ToolProblem,
): value is readonly LockedPackage[] {
  return Array.isArray(value);
}

async function readProject(place: Place): Promise<PythonProject | { problem: ToolProblem }> {
  const path = `${place.projectRoot}/pyproject.toml`;
  try {
    return parsePyproject(await readFile(join(place.project, 'pyproject.toml'), 'utf8'), path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: toolProblem('PROJECT_INVALID', message, { where: { path } }) };
  }
}
