import { basename } from 'node:path';
import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { filesEndingWith } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';

/** What other installers read; the lock knows nothing of what stands there. */
export const manifests =
  /^(?:(?:dev-|test-)?requirements.*\.(?:txt|in)|setup\.(?:py|cfg)|Pipfile(?:\.lock)?|poetry\.lock|pdm\.lock|environment\.ya?ml)$/;

/** Manifests beside `pyproject.toml`: the dependencies that they name are in no lock and in no audit. */
export function inspectManifests(
  place: Pick<ToolContext, 'workspaceRoot' | 'project'>,
): readonly Finding[] {
  return [...filesEndingWith(place.project, '')]
    .filter((file) => manifests.test(basename(file)))
    .map((file) => ({
      tool: 'safety',
      rule: 'dependencies-outside-lock',
      severity: 'error',
      message: 'only what pyproject.toml declares is locked and audited: declare it there',
      location: { path: projectPath(place, file) },
    }));
}
