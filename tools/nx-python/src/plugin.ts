import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { parsePyproject } from './inference/pyproject.ts';
import { pythonTargets } from './inference/targets.ts';

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
      parsePyproject(readFileSync(join(context.workspaceRoot, file), 'utf8'), file);
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
              targets: pythonTargets(),
            },
          },
        },
      ];
    }),
];
