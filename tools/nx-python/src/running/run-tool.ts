import { toolEnvironment } from '../environment/tool-environment.ts';
import { toolProblem } from '@modax/findings';
import { conclude, type TaskResult } from './conclude.ts';
import { judge } from './judge.ts';
import type { KeyCheck } from './key-check.ts';
import type { Place } from './place.ts';
import { prepare, type Prepared, type Unprepared, unreadSettings } from './prepare.ts';
import type { Parsed, Tool, ToolOptions } from './tool.ts';

/** One tool on one project, with its options. */
export interface ToolTask<Options extends ToolOptions> {
  readonly tool: Tool<Options>;
  readonly options: Options;
  readonly place: Place;
  /** Undefined where no key was given. */
  readonly keyCheck?: KeyCheck | undefined;
}

/** What is known of a task before its tool runs: it can, it has ended, or there is nothing to do. */
export type Start = Prepared | Unprepared | { readonly skipped: string };

/** Runs one tool on one project. */
export async function runTool<Options extends ToolOptions>(
  task: ToolTask<Options>,
): Promise<TaskResult> {
  const start = await startTask(task);
  if (!('context' in start)) return finishTask(task, start);
  try {
    const { tool, options, place } = task;
    return await finishTask(task, start, await judge(tool, options, start.context, place.signal));
  } finally {
    await start.release();
  }
}

export async function startTask<Options extends ToolOptions>({
  tool,
  options,
  place,
}: ToolTask<Options>): Promise<Start> {
  const found = await toolEnvironment(options, place);
  if ('skipped' in found) return found;
  if ('problem' in found) {
    return { problem: found.problem, settings: unreadSettings };
  }
  return prepare(tool, place, found.environment);
}

/** The result of a task that has been judged, or never could be. */
export async function finishTask<Options extends ToolOptions>(
  { tool, options, place, keyCheck }: ToolTask<Options>,
  start: Start,
  parsed: Parsed = { findings: [] },
): Promise<TaskResult> {
  if ('skipped' in start) return { success: true, output: `skipped: ${start.skipped}` };
  const outcome = 'problem' in start ? { problems: [start.problem] } : parsed;
  return conclude(tool, options, place, start, ofItsKey(outcome, keyCheck?.() ?? []));
}

const namedInputs = 3;

/** What was found in other files than those of the key is no answer about either. */
function ofItsKey(parsed: Parsed, changed: readonly string[]): Parsed {
  if (changed.length === 0 || 'problems' in parsed) return parsed;
  const names = changed.slice(0, namedInputs).join(', ');
  const others = changed.length > namedInputs ? ` and ${changed.length - namedInputs} more` : '';
  const message = `changed while the task ran: ${names}${others}`;
  return { findings: parsed.findings, problems: [toolProblem('INPUTS_CHANGED', message)] };
}
