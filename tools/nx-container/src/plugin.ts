import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { type Language, languageOf } from './project/language.ts';
import { imageTargets } from './targets.ts';

export const name = '@modax/nx-container';

/**
 * What writes a version into a manifest and into the lock that holds it, where it is not what nx.json names: what a
 * project says of its release itself takes the place of all that is inferred.
 */
const VERSION: Readonly<Record<Language, object>> = {
  python: {},
  typescript: { version: { versionActions: '@nx/js/src/release/version-actions' } },
};

/**
 * An application with a `Dockerfile`, in Python or TypeScript, has the targets of {@link imageTargets}, and for
 * `nx release` the repository of its images and what writes its version. Which project that is the plugin of its language says.
 */
export const createNodes: CreateNodes = [
  'apps/*/Dockerfile',
  (files, _options, context): CreateNodesResultArray =>
    files.flatMap((file) => {
      const root = dirname(file);
      const language = languageOf(join(context.workspaceRoot, root));
      if (language === undefined) return [];
      const repositoryName = `modax/${basename(root)}`;
      const release = {
        ...VERSION[language],
        docker: { registryUrl: 'docker.io', repositoryName },
      };
      const project = { targets: imageTargets(language), release };
      return [[file, { projects: { [root]: project } }] as const];
    }),
];
