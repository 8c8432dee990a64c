import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { engineProblem } from '../load/engine-problem.ts';
import {
  type Call,
  execute,
  executeLast,
  type Output,
  type Surroundings,
} from '../running/execute.ts';
import { type ContainerCalls, containerCalls, type Start } from './command.ts';
import {
  type ContainerState,
  isWell,
  parseContainerState,
  whyNeverHealthy,
} from './container-state.ts';

/** Between two looks at a container that is not healthy yet. */
const LOOK_AGAIN_MS = 250;

/**
 * Starts the image in a container, which is gone afterwards however this ends.
 * @returns undefined when it was well, ended by itself with 0 when it was told to stop, and is gone.
 */
export async function startImage(
  start: Start,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const calls = containerCalls(start);
  // Nx waits for nobody whom it has interrupted.
  const removal = executeLast(calls.remove, surroundings);
  const created = await answerOf(calls.create, surroundings, 'IMAGE_LOAD_FAILED');
  const problem = isProblem(created) ? created : await startCreated(calls, start, surroundings);
  // Also of what was given up: the engine may have made it all the same.
  const removed = await removal.make();
  if (problem !== undefined || removed.code === 0) return problem;
  return engineProblem(removed, 'docker rm', 'IMAGE_NOT_STOPPED');
}

async function startCreated(
  calls: ContainerCalls,
  start: Start,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const created = await stateOf(calls, surroundings);
  if (isProblem(created)) return created;
  const { digest, configuration } = start.record;
  // An engine names an image by its configuration, or by its manifest where it keeps that.
  if (![digest, configuration].includes(created.image)) {
    const message = `${start.name} is ${created.image} in the engine, not ${digest}, which was built`;
    return toolProblem('IMAGE_LOAD_FAILED', message, { remedy: 'Load it again, and start it.' });
  }
  const started = await answerOf(calls.start, surroundings, 'IMAGE_UNHEALTHY');
  if (isProblem(started)) return started;
  const well = await wellOf(calls, start, surroundings);
  if (isProblem(well)) return well;
  const stopped = await answerOf(calls.stop, surroundings, 'IMAGE_NOT_STOPPED');
  if (isProblem(stopped)) return stopped;
  const ended = await stateOf(calls, surroundings);
  if (isProblem(ended)) return ended;
  if (ended.exitCode === 0) return undefined;
  const message = `its program ended with ${ended.exitCode} after SIGTERM`;
  return toolProblem('IMAGE_NOT_STOPPED', await withLogs(message, calls, surroundings));
}

/** Waits until the container is well. */
async function wellOf(
  calls: ContainerCalls,
  { saysAlone, deadlineMs }: Start,
  surroundings: Surroundings,
): Promise<ContainerState | ToolProblem> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const state = await stateOf(calls, surroundings);
    if (isProblem(state) || isWell(state, saysAlone)) return state;
    const isLate = performance.now() > giveUpAt;
    const why = whyNeverHealthy(state) ?? (isLate ? 'it was only starting to the end' : undefined);
    if (why !== undefined) {
      return toolProblem('IMAGE_UNHEALTHY', await withLogs(why, calls, surroundings));
    }
    await surroundings.wait(LOOK_AGAIN_MS);
  }
}

async function stateOf(
  calls: ContainerCalls,
  surroundings: Surroundings,
): Promise<ContainerState | ToolProblem> {
  const output = await answerOf(calls.inspect, surroundings, 'IMAGE_UNHEALTHY');
  if (isProblem(output)) return output;
  const unreadable = 'docker container inspect ended well, but said nothing of a container';
  return parseContainerState(output.stdout) ?? toolProblem('TOOL_OUTPUT_UNREADABLE', unreadable);
}

/** What Docker said, where it did as it was told; else a problem of the engine, or with the code. */
async function answerOf(
  call: Call,
  surroundings: Surroundings,
  otherwise: 'IMAGE_LOAD_FAILED' | 'IMAGE_NOT_STOPPED' | 'IMAGE_UNHEALTHY',
): Promise<Output | ToolProblem> {
  const output = await execute(call, surroundings);
  if (isProblem(output) || output.code === 0) return output;
  return engineProblem(output, `docker ${call.name}`, otherwise);
}

/** With what the program said last, for whoever asks why. */
async function withLogs(
  message: string,
  calls: ContainerCalls,
  surroundings: Surroundings,
): Promise<string> {
  const logs = await execute(calls.logs, surroundings);
  if (isProblem(logs)) return message;
  return [message, logs.stdout.trim(), logs.stderr.trim()].filter((text) => text !== '').join('\n');
}
