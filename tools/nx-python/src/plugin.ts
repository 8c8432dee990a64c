import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type CreateDependencies,
  type CreateNodes,
  type CreateNodesResultArray,
  DependencyType,
  type PostTasksExecution,
} from '@nx/devkit';
import { recordRun } from './explaining/record-run.ts';
import { Disk } from './hashing/disk.ts';
import { loadedModules, shown } from './hashing/module-files.ts';
import { projectDependencies } from './inference/dependencies.ts';
import { parsePyproject } from './inference/pyproject.ts';
import { pythonTargets } from './inference/targets.ts';
import type { TestInputs } from './inference/test-inputs.ts';

export const name = '@modax/nx-python';

/**
 * A folder under `apps`, `libs` or `tools` with a `pyproject.toml` is a project named like its folder with
 * the targets of `pythonTargets`; one inside a project would take its files away from it. A `project.json` beside it states only what differs.
 */
export const createNodes: CreateNodes = [
  '{apps,libs,tools}/*/pyproject.toml',
  (files, _options, context): CreateNodesResultArray =>
    files.map((file) => {
      const root = dirname(file);
      // Read here so that a broken file is told with its name before anything runs.
      const { testInputs } = parsePyproject(
        readFileSync(join(context.workspaceRoot, file), 'utf8'),
        file,
      );
      return [
        file,
        {
          projects: {
            [root]: {
              name: basename(root),
              projectType: root.startsWith('apps/') ? 'application' : 'library',
              tags: [
                'language:python',
                'scope:' + (root.startsWith('apps/') ? 'application' : 'library'),
              ],
              targets: pythonTargets(filesOf(testInputs, context.workspaceRoot)),
            },
          },
        },
      ];
    }),
];

/** What the graph has to know beside what @nxlv/python reads from the dependencies. */
export const createDependencies: CreateDependencies = (_options, context) =>
  projectDependencies(context.projects, new Disk(context.workspaceRoot)).map((dependency) => ({
    ...dependency,
    type: DependencyType.implicit,
  }));

/**
 * Keeps of every task of a run, whatever its language, what its key was made of, so that the next run can
 * be explained. A run is no failure because that could not be written.
 */
export const postTasksExecution: PostTasksExecution = (_options, context) => {
  try {
    recordRun(context);
  } catch (error) {
    console.error(`the run cannot be explained later: ${String(error)}`);
  }
};

/** The files that a project's tests use, with the modules that they load. */
function filesOf({ files }: TestInputs, root: string): readonly string[] {
  const disk = new Disk(root);
  const modules = files.filter((file) => /\.m?[jt]s$/.test(file)).map((file) => join(root, file));
  const loaded = loadedModules(modules, disk, () => undefined).files;
  return [...new Set([...files, ...loaded.map((file) => shown(file, root))])].sort();
}
