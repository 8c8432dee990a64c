import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { interruption } from '@modax/command';
import { problemText, toolProblem, type ToolProblem } from '@modax/findings';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { keyCheck, type KeyCheckContext } from './key-check.ts';
import type { Place } from './place.ts';
import { runBatch } from './run-batch.ts';
import { runTool, type ToolTask } from './run-tool.ts';
import type { Tool, ToolOptions } from './tool.ts';

/** The part of Nx's context that an executor looks at. */
export type ToolExecutorContext = Pick<
  ExecutorContext,
  'root' | 'projectName' | 'projectsConfigurations'
> &
  Partial<Pick<ExecutorContext, 'targetName' | 'configurationName'>> &
  KeyCheckContext;

type Executor<Options> = (
  options: Options,
  context: ToolExecutorContext,
) => Promise<{ success: boolean }>;

type BatchExecutor<Options> = (
  taskGraph: Pick<TaskGraph, 'tasks'>,
  options: Readonly<Record<string, Options>>,
  overrides: unknown,
  context: ToolExecutorContext,
) => AsyncGenerator<{ readonly task: string; readonly result: BatchTaskResult }>;

/** What Nx is told of a task of a batch; times are milliseconds since the epoch. */
export interface BatchTaskResult {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly startTime?: number;
  readonly endTime?: number;
}

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
      const place = placeOf(context.projectName ?? '', context, interrupted.signal);
      const check = keyCheck(idOf(context), context.taskGraph?.tasks ?? {}, context, context.root);
      const { success, output } = await runTool({ tool, options, place, keyCheck: check });
      console.log(output);
      return { success };
    } finally {
      interrupted.release();
    }
  };
}

/**
 * The same for many tasks at once, in one process: every task has the outcome, the findings and the
 * reports that it has alone.
 */
export function toBatchExecutor<Options extends ToolOptions>(
  tool: Tool<Options>,
): BatchExecutor<Options> {
  return async function* ({ tasks }, optionsOf, _overrides, context) {
    const interrupted = interruption();
    try {
      const runs = new Map<string, ToolTask<Options>>();
      for (const [id, { target }] of Object.entries(tasks)) {
        const options = optionsOf[id];
        if (options === undefined) throw new Error(`Nx gave no options for ${id}`);
        const wrong = wrongOption(options);
        if (wrong !== undefined) {
          yield { task: id, result: { success: false, terminalOutput: problemText(wrong) } };
          continue;
        }
        const place = placeOf(target.project, context, interrupted.signal);
        const check = keyCheck(id, tasks, context, context.root);
        runs.set(id, { tool, options, place, keyCheck: check });
      }
      for await (const { id, output, ...rest } of runBatch(runs, availableParallelism())) {
        yield { task: id, result: { ...rest, terminalOutput: `${output}\n` } };
      }
    } finally {
      interrupted.release();
    }
  };
}

/** As Nx names the task. */
function idOf({ projectName, targetName, configurationName }: ToolExecutorContext): string {
  return [projectName, targetName, configurationName].filter(Boolean).join(':');
}

function placeOf(projectName: string, context: ToolExecutorContext, signal: AbortSignal): Place {
  const projectRoot = context.projectsConfigurations.projects[projectName]?.root ?? '.';
  return {
    workspaceRoot: context.root,
    projectName,
    projectRoot,
    project: join(context.root, projectRoot),
    today: new Date().toISOString().slice(0, 10),
    signal,
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
