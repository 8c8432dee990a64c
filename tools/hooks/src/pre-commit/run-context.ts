import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Tool, ToolCall, ToolContext, ToolOptions } from '@modax/nx-python/tools';
import type { Repository } from '../repository.ts';

/** What every check of one commit works with. */
export interface RunContext {
  readonly repository: Repository;
  /** The folder with the content that will be committed. */
  readonly tree: string;
  /** An empty folder for this run alone: what an interrupted run still writes is seen by no other. */
  readonly scratch: string;
}

/**
 * Runs a tool when one of the cores is free for it, in the order in which they are asked for: on too few cores all of
 * them would end as late as the last.
 */
export const inTurn = pLimit(availableParallelism());

/** The longest that a tool may take at a commit. */
export const TOOL_OPTIONS: ToolOptions = { timeoutSeconds: 600 };

/** The place of an executor's tool that is to look at chosen files below `folder`. */
export function toolContext(
  { repository, scratch }: RunContext,
  folder: string,
  differing: Partial<ToolContext> = {},
): ToolContext {
  return {
    workspaceRoot: folder,
    projectName: 'workspace',
    projectRoot: '.',
    project: folder,
    targets: [],
    beside: { folders: [], files: [] },
    pythonFolders: [],
    testFiles: [],
    scratch,
    cache: scratch,
    reports: scratch,
    environment: `${repository.root}/.venv`,
    settings: { coverageFloor: 0, warningBudget: 0, testProcesses: 1 },
    lockedPackages: [],
    resources: {},
    ...differing,
  };
}

/** Paths as arguments: a name may begin with a dash. */
export function asArguments(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `./${path}`);
}

/** The tool with other calls than its executor's, where a commit asks for less, or for something beside. */
export function withCalls<Options extends ToolOptions>(
  tool: Tool<Options>,
  change: (calls: readonly ToolCall[]) => readonly ToolCall[],
): Tool<Options> {
  return {
    ...tool,
    calls: (options, context) => {
      const calls = tool.calls(options, context);
      return 'problems' in calls ? calls : change(calls).map(withCompiledModules);
    },
  };
}

/**
 * An executor leaves nothing behind; a commit is waited for, and half of a tool's time would go into
 * compiling its own modules. Of what it looks at it imports nothing.
 */
function withCompiledModules(call: ToolCall): ToolCall {
  return { ...call, environment: { ...call.environment, PYTHONDONTWRITEBYTECODE: '' } };
}
