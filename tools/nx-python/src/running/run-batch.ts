import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel } from './in-parallel.ts';
import { judge } from './judge.ts';
import { judgeTogether } from './judge-together.ts';
import type { TaskResult } from './conclude.ts';
import { filesEndingWith } from './project-files.ts';
import { finishTask, type Start, startTask, type ToolTask } from './run-tool.ts';
import type { Parsed, ToolContext, ToolOptions, Verdict } from './tool.ts';

/** What a task of a batch came to, and when it ran, in milliseconds since the epoch. */
export interface BatchResult extends TaskResult {
  readonly id: string;
  readonly startTime: number;
  readonly endTime: number;
}

interface Started<Options extends ToolOptions> {
  readonly id: string;
  readonly task: ToolTask<Options>;
  readonly start: Start;
  readonly startTime: number;
}

/**
 * Runs many tasks of one tool, each with the result that it would have alone; yields each as it is
 * known. As many runs of the tool take place at the same time as `cores` carry of it.
 */
export async function* runBatch<Options extends ToolOptions>(
  tasks: ReadonlyMap<string, ToolTask<Options>>,
  cores: number,
): AsyncGenerator<BatchResult> {
  const started: Started<Options>[] = [];
  try {
    const starts = [...tasks].map(([id, task]) => async (): Promise<Started<Options>> => {
      const startTime = Date.now();
      return { id, task, start: await startTask(task), startTime };
    });
    for await (const entry of inParallel(starts, cores)) started.push(entry);
    const verdicts = await verdictsTogether(started);
    const runs = largestFirst(started).map(
      (entry) => async (slot: number) => finish(entry, verdicts, slot),
    );
    const { batch, runsPerCore = 1 } = started[0]?.task.tool ?? {};
    const leaders = batch === 'first alone' ? 1 : 0;
    yield* inParallel(runs.slice(0, leaders), 1);
    yield* inParallel(runs.slice(leaders), Math.floor(cores * runsPerCore));
  } finally {
    for (const { start } of started) if ('context' in start) await start.release();
  }
}

/** One run of the tool over every project that has the same options, where the tool can do that. */
async function verdictsTogether<Options extends ToolOptions>(
  started: readonly Started<Options>[],
): Promise<ReadonlyMap<ToolContext, Verdict>> {
  const [first] = started;
  if (first === undefined || first.task.tool.batch !== 'together') return new Map();
  const { tool, options, place } = first.task;
  const alike = started.filter(({ task }) => sameOptions(task.options, options));
  const contexts = alike.flatMap(({ start }) => ('context' in start ? [start.context] : []));
  // One alone gains nothing.
  if (contexts.length < 2) return new Map();
  return judgeTogether(tool, options, contexts, place.signal);
}

function sameOptions(left: object, right: object): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

async function finish<Options extends ToolOptions>(
  { id, task, start, startTime }: Started<Options>,
  verdicts: ReadonlyMap<ToolContext, Verdict>,
  slot: number,
): Promise<BatchResult> {
  const known = 'context' in start ? verdicts.get(start.context) : undefined;
  const begun = known === undefined ? Date.now() : startTime;
  try {
    const parsed =
      known ?? ('context' in start ? await judgeAlone(task, start.context, slot) : undefined);
    const result = await finishTask(task, start, parsed);
    return { id, ...result, startTime: begun, endTime: Date.now() };
  } catch (error) {
    // A fault of ours, or a full disk. It fails this task; the others have results of their own.
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { id, success: false, output, startTime: begun, endTime: Date.now() };
  }
}

/** Tasks that run one after the other in the same slot use the same cache of the tool. */
function judgeAlone<Options extends ToolOptions>(
  { tool, options, place }: ToolTask<Options>,
  context: ToolContext,
  slot: number,
): Promise<Parsed> {
  const cache = join(place.workspaceRoot, `.${tool.name}_cache`, `batch-${slot}`);
  return judge(tool, options, { ...context, cache }, place.signal);
}

/** What takes longest begins first, so that no core waits for it at the end. */
function largestFirst<Options extends ToolOptions>(
  started: readonly Started<Options>[],
): readonly Started<Options>[] {
  const size = new Map(started.map((entry) => [entry, sizeOf(entry.start)]));
  return [...started].sort((left, right) => (size.get(right) ?? 0) - (size.get(left) ?? 0));
}

/** Bytes of Python: more of it takes longer, with every tool. */
function sizeOf(start: Start): number {
  if (!('context' in start)) return 0;
  const { project } = start.context;
  return [...filesEndingWith(project, '.py')].reduce(
    (sum, file) => sum + (statSync(join(project, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
