import { join } from 'node:path';
import { interruption } from '@modax/command';
import { problemText, toolProblem, type ToolProblem } from '@modax/findings';
import type { ExecutorContext } from '@nx/devkit';
import { runTool } from './run-tool.ts';
import type { Tool, ToolOptions } from './tool.ts';

/** The part of Nx's context that an executor looks at. */
export type ToolExecutorContext = Pick<
  ExecutorContext,
  'root' | 'projectName' | 'projectsConfigurations'
>;

type Executor<Options> = (
  options: Options,
  context: ToolExecutorContext,
) => Promise<{ success: boolean }>;

/**
 * The executor of a tool. A signal to this process ends the tool's process group first; only then
 * does the executor answer.
 */
export function toExecutor<Options extends ToolOptions>(tool: Tool<Options>): Executor<Options> {
  return async (options, context) => {
    const wrong = wrongOption(options);
    if (wrong !== undefined) {
      console.error(problemText(wrong));
      return { success: false };
    }
    const interrupted = interruption();
    try {
      const { projectName = '' } = context;
      const projectRoot = context.projectsConfigurations.projects[projectName]?.root ?? '.';
      return await runTool(tool, options, {
        workspaceRoot: context.root,
        projectName,
        projectRoot,
        project: join(context.root, projectRoot),
        today: new Date().toISOString().slice(0, 10),
        signal: interrupted.signal,
      });
    } finally {
      interrupted.release();
    }
  };
}

/** What Nx does not check of the schema: it reads types, not ranges. */
function wrongOption({ timeoutSeconds }: ToolOptions): ToolProblem | undefined {
  if (Number.isInteger(timeoutSeconds) && timeoutSeconds >= 1 && timeoutSeconds <= 7200) {
    return undefined;
  }
  return toolProblem(
    'OPTIONS_INVALID',
    `'timeoutSeconds' must be a whole number from 1 to 7200, not ${timeoutSeconds}`,
  );
}
