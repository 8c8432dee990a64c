import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { type Language, languageOf } from './project/language.ts';
import { imageTargets } from './targets.ts';

export const name = '@modax/nx-container';

/** What writes a version into a manifest, and into the lock that holds it. */
const VERSION_ACTIONS: Readonly<Record<Language, string>> = {
  python: '@nxlv/python/release/version-actions',
  typescript: '@nx/js/src/release/version-actions',
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
        version: { versionActions: VERSION_ACTIONS[language] },
        docker: { registryUrl: 'docker.io', repositoryName },
      };
      const project = { targets: imageTargets(language), release };
      return [[file, { projects: { [root]: project } }] as const];
    }),
];
