import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `.ci/install-workflow-tools` puts a program, whether it has been there or not. */
export function workflowTool(name: 'act' | 'actionlint', environment: NodeJS.ProcessEnv): string {
  const { MODAX_WORKFLOW_TOOLS, XDG_CACHE_HOME } = environment;
  const caches = XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(MODAX_WORKFLOW_TOOLS ?? join(caches, 'modax/workflow-tools'), 'bin', name);
}
