import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { typeScriptTargets } from './targets.ts';

export const name = '@modax/nx-typescript';

/**
 * A folder under `apps`, `libs` or `tools` with a `package.json` and a `tsconfig.json` is a project
 * named like its folder, with the targets of {@link typeScriptTargets}. Its `package.json` states
 * only what differs (`nx.tags`, `nx.namedInputs`, `nx.targets`).
 */
export const createNodes: CreateNodes = [
  '{apps,libs,tools}/*/package.json',
  (files, _options, context): CreateNodesResultArray =>
    files
      .map((file) => dirname(file))
      .filter((root) => existsSync(join(context.workspaceRoot, root, 'tsconfig.json')))
      .map((root) => [
        `${root}/package.json`,
        {
          projects: {
            [root]: {
              name: basename(root),
              projectType: root.startsWith('apps/') ? 'application' : 'library',
              targets: typeScriptTargets(),
            },
          },
        },
      ]),
];
