import { setTimeout as delay } from 'node:timers/promises';
import { interruption } from '@modax/command';
import { problemText, toolProblem, type ToolProblem } from '@modax/findings';
import type { ExecutorContext } from '@nx/devkit';
import type { ImageRequest } from '../build/prepare-build.ts';
import type { Surroundings } from './execute.ts';

/** What every executor's options hold. */
export interface TaskOptions {
  /** Seconds after which what runs is ended and the task fails. */
  readonly timeoutSeconds: number;
}

/** The part of Nx's context that an executor looks at. */
export type TaskContext = Pick<ExecutorContext, 'root' | 'projectName' | 'projectsConfigurations'> &
  Partial<Pick<ExecutorContext, 'targetName' | 'configurationName' | 'taskGraph'>>;

type Executor<Options> = (options: Options, context: TaskContext) => Promise<{ success: boolean }>;

/**
 * The executor of Nx for work that ends with a text for people, or with a problem. A signal to this
 * process ends what it has started; only then does the executor answer.
 */
export function executorOf<Options extends TaskOptions>(
  task: string,
  work: (
    request: ImageRequest,
    options: Options,
    surroundings: Surroundings,
    context: TaskContext,
  ) => Promise<string | ToolProblem>,
): Executor<Options> {
  return async (options, context) => {
    const { root, projectName = '', projectsConfigurations } = context;
    const { timeoutSeconds } = options;
    if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > 7200) {
      const message = `'timeoutSeconds' must be a whole number from 1 to 7200, not ${timeoutSeconds}`;
      return failed(toolProblem('OPTIONS_INVALID', message));
    }
    const projectRoot = projectsConfigurations.projects[projectName]?.root;
    if (projectRoot === undefined) throw new Error(`${task}: Nx knows no project ${projectName}`);
    const interrupted = interruption();
    try {
      const result = await work(
        { workspaceRoot: root, name: projectName, root: projectRoot },
        options,
        {
          variables: process.env,
          signal: interrupted.signal,
          tell: (text) => process.stderr.write(text),
          wait: async (milliseconds) => {
            // Interrupted, it has waited long enough: who waits looks at the signal afterwards.
            await delay(milliseconds, undefined, { signal: interrupted.signal }).catch(
              () => undefined,
            );
          },
        },
        context,
      );
      if (typeof result !== 'string') return failed(result);
      console.log(result);
      return { success: true };
    } finally {
      interrupted.release();
    }
  };
}

function failed(problem: ToolProblem): { success: false } {
  console.error(problemText(problem));
  return { success: false };
}
