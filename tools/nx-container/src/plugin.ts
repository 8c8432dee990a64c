import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { languageOf } from './project/language.ts';
import { imageTargets } from './targets.ts';

export const name = '@modax/nx-container';

/**
 * An application with a `Dockerfile`, in Python or TypeScript, has the targets of {@link imageTargets}, and the
 * repository of its images for `nx release`. Which project that is the plugin of its language says.
 */
export const createNodes: CreateNodes = [
  'apps/*/Dockerfile',
  (files, _options, context): CreateNodesResultArray =>
    files.flatMap((file) => {
      const root = dirname(file);
      const language = languageOf(join(context.workspaceRoot, root));
      if (language === undefined) return [];
      const repositoryName = `modax/${basename(root)}`;
      const release = { docker: { registryUrl: 'docker.io', repositoryName } };
      const project = { targets: imageTargets(language), release };
      return [[file, { projects: { [root]: project } }] as const];
    }),
];
