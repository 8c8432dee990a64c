import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { imageTargets } from './targets.ts';

export const name = '@modax/nx-container';

/**
 * A Python application with a `Dockerfile` has the targets of {@link imageTargets}, and the repository of
 * its images for `nx release`. Which project that is the plugin of its language says.
 */
export const createNodes: CreateNodes = [
  'apps/*/Dockerfile',
  (files, _options, context): CreateNodesResultArray =>
    files
      .map((file) => ({ file, root: dirname(file) }))
      .filter(({ root }) => existsSync(join(context.workspaceRoot, root, 'pyproject.toml')))
      .map(({ file, root }) => {
        const repositoryName = `modax/${basename(root)}`;
        const release = { docker: { registryUrl: 'docker.io', repositoryName } };
        return [file, { projects: { [root]: { targets: imageTargets(), release } } }];
      }),
];
