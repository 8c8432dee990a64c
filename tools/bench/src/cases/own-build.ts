import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { isProblem } from '@modax/findings';
import { layOutBuild } from '@modax/nx-container/lay-out-build';
import { prepareBuild } from '@modax/nx-container/prepare-build';
import { BenchProblem } from '../bench-problem.ts';
import type { Service } from '../workspaces/document-context.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';

/** Where {@link layOutOwnBuild} lays the build of a service out; its image is written to `layout` in there. */
export function ownBuildFolder({ root }: Workspace, { name }: Service): string {
  return join(root, '.modax/images', name, 'run-of-a-bench');
}

/**
 * Lays out what `docker-build` makes the image of a service from.
 * @returns the call of Docker that is left to it.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED`
 */
export async function layOutOwnBuild(
  bench: Bench,
  workspace: Workspace,
  service: Service,
): Promise<ProgramCall> {
  const run = ownBuildFolder(workspace, service);
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });
  const { root } = workspace;
  const surroundings = {
    variables: workspace.env,
    signal: bench.signal,
    tell: bench.tell,
    wait: () => Promise.resolve(),
  };
  const request = { workspaceRoot: root, name: service.name, root: `apps/${service.name}` };
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) throw new BenchProblem('MEASURED_COMMAND_FAILED', plan.message);
  const place = { workspaceRoot: root, run };
  const { deadlineMs } = callIn(workspace, ['docker']);
  const build = await layOutBuild(place, plan, surroundings, deadlineMs);
  if (isProblem(build)) throw new BenchProblem('MEASURED_COMMAND_FAILED', build.message);
  const { program, arguments: words, cwd } = build.call;
  return { ...callIn(workspace, [program, ...words]), cwd };
}
