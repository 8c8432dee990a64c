import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolProblem, type ToolProblem } from '@modax/findings';
import { MANIFESTS } from '../../project/language.ts';
import type { Surroundings } from '../../running/execute.ts';
import { type ContextPlan, done, type Layout } from '../context.ts';
import { keptDependencies } from '../kept-dependencies.ts';
import { backendProblem, buildBackend } from './build-backend.ts';
import { pythonPackages } from './python-packages.ts';
import { tidyPackages } from './tidy-packages.ts';
import { dependenciesCall, exportCall, packagesCall, wheelCalls } from './uv-calls.ts';

/** The locked packages, and a wheel of each of our own, installed. */
export const pythonLayout: Layout = {
  dependencies: layOutDependencies,
  packages: layOutPackages,
  installed: (_, { dependencies, packages }) => pythonPackages([dependencies, packages]),
};

/** Rises when packages are laid out in another way, so that what lies there is not taken over. */
const LAYOUT_VERSION = 1;

async function layOutDependencies(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<string | ToolProblem> {
  const { run, platform, pythonVersion } = plan;
  const file = join(run, 'requirements.txt');
  const exported = await done([exportCall(plan, file)], 'LOCK_EXPORT_FAILED', surroundings);
  if (exported !== undefined) return exported;
  const requirements = await readFile(file, 'utf8');
  const state = [LAYOUT_VERSION, requirements, platform, pythonVersion];
  return keptDependencies(plan, state, async (draft) => {
    surroundings.tell('the locked packages are laid out\n');
    const call = dependenciesCall(plan, file, draft);
    const problem = await done([call], 'DEPENDENCIES_UNAVAILABLE', surroundings);
    if (problem === undefined) await tidyPackages(draft);
    return problem;
  });
}

async function layOutPackages(
  plan: ContextPlan,
  packages: string,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const other = backendProblem(await buildBackend(plan));
  if (other !== undefined) return other;
  const folder = join(plan.run, 'wheels');
  await mkdir(folder);
  await mkdir(packages);
  const sources = await layOutSources(plan);
  const calls = wheelCalls(plan, sources, folder);
  const built = await done(calls, 'PACKAGE_BUILD_FAILED', surroundings);
  if (built !== undefined) return built;
  const wheels = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
  if (wheels.length !== plan.project.members.length) {
    return toolProblem(
      'PACKAGE_BUILD_FAILED',
      `${wheels.length} wheels for ${plan.project.members.length} packages: ${wheels.join(', ')}`,
    );
  }
  const files = wheels.map((name) => join(folder, name));
  const call = packagesCall(plan, files, packages);
  const installed = await done([call], 'PACKAGE_BUILD_FAILED', surroundings);
  if (installed === undefined) await tidyPackages(packages);
  return installed;
}

/**
 * What the key of an image knows of our own packages, by itself: a build backend looks for more beside it, as settings of
 * its own or a licence, and would make another wheel of the same commit where there is such a file.
 */
async function layOutSources({ workspaceRoot, run, project }: ContextPlan): Promise<string> {
  const sources = join(run, 'sources');
  await mkdir(sources);
  const parts = project.members.flatMap(({ folder }) => [
    join(folder, MANIFESTS.python),
    join(folder, 'src'),
  ]);
  for (const part of ['.gitignore', ...parts]) {
    const original = join(workspaceRoot, part);
    // What a package is made of is the backend's to miss.
    if (existsSync(original)) await cp(original, join(sources, part), { recursive: true });
  }
  return sources;
}
