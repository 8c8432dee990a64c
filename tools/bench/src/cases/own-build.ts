import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { isProblem } from '@modax/findings';
import { layOutBuild } from '@modax/nx-container/lay-out-build';
import { prepareBuild } from '@modax/nx-container/prepare-build';
import { BenchProblem } from '../bench-problem.ts';
import type { Service } from '../workspaces/document-context.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';

/** What is left of a build when all is laid out. */
export interface OwnBuild {
  readonly call: ProgramCall;
  /** Where it writes the image as an OCI layout. */
  readonly layout: string;
}

/**
 * Lays out what `docker-build` makes the image of a service from.
 * @throws BenchProblem `MEASURED_COMMAND_FAILED`
 */
export async function layOutOwnBuild(
  bench: Bench,
  workspace: Workspace,
  service: Service,
): Promise<OwnBuild> {
  const { root } = workspace;
  const folder = join(root, '.modax/images', service.name);
  const run = join(folder, 'run-of-a-bench');
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });
  const surroundings = {
    variables: workspace.env,
    signal: bench.signal,
    tell: bench.tell,
    wait: () => Promise.resolve(),
  };
  const request = { workspaceRoot: root, name: service.name, root: `apps/${service.name}` };
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) throw new BenchProblem('MEASURED_COMMAND_FAILED', plan.message);
  const place = { workspaceRoot: root, folder, run };
  const { deadlineMs } = callIn(workspace, ['docker']);
  const build = await layOutBuild(place, plan, surroundings, deadlineMs);
  if (isProblem(build)) throw new BenchProblem('MEASURED_COMMAND_FAILED', build.message);
  const { program, arguments: words, cwd } = build.call;
  return { call: { ...callIn(workspace, [program, ...words]), cwd }, layout: build.layout };
}
