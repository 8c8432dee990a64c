import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolProblem, type ToolProblem } from '@modax/findings';
import { forgetOld, settleAt } from '../image/place.ts';
import { type Call, execute, isProblem, type Surroundings } from '../running/execute.ts';
import {
  type ContextPlan,
  dependenciesCall,
  exportCall,
  packagesCall,
  wheelCalls,
} from './python-context.ts';
import { tidy } from './tidy.ts';

/** The two folders that a Python image is made of; absolute. */
export interface PythonContext {
  /** Third parties' packages: the same folder while the lock wants the same. */
  readonly dependencies: string;
  /** The project and the libraries below it. */
  readonly packages: string;
}

/**
 * Lays out the context of a Python image.
 * @returns why it could not.
 */
export async function layOutPython(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<PythonContext | ToolProblem> {
  const dependencies = await layOutDependencies(plan, surroundings);
  if (isProblem(dependencies)) return dependencies;
  const packages = join(plan.run, 'packages');
  const problem = await layOutPackages(plan, packages, surroundings);
  return problem ?? { ...dependencies, packages };
}

/** Rises when packages are laid out in another way, so that what lies there is not taken over. */
const LAYOUT_VERSION = 1;

async function layOutDependencies(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<Pick<PythonContext, 'dependencies'> | ToolProblem> {
  const { folder, run, platform, pythonVersion } = plan;
  const file = join(run, 'requirements.txt');
  const exported = await done([exportCall(plan, file)], 'LOCK_EXPORT_FAILED', surroundings);
  if (exported !== undefined) return exported;
  const requirements = await readFile(file, 'utf8');
  const state = createHash('sha256')
    .update(JSON.stringify([LAYOUT_VERSION, requirements, platform, pythonVersion]))
    .digest('hex');
  const dependencies = join(folder, `dependencies-${state}`);
  if (existsSync(dependencies)) return { dependencies };
  // In the folder of the run, and moved to its place whole: what was interrupted is never taken for all.
  const draft = join(run, 'dependencies');
  await mkdir(draft);
  surroundings.tell('the locked packages are laid out\n');
  const call = dependenciesCall(plan, file, draft);
  const problem = await done([call], 'DEPENDENCIES_UNAVAILABLE', surroundings);
  if (problem !== undefined) return problem;
  await tidy(draft);
  await settleAt(draft, dependencies);
  await forgetOld(folder, 'dependencies-', dependencies);
  return { dependencies };
}

async function layOutPackages(
  plan: ContextPlan,
  packages: string,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const folder = join(plan.run, 'wheels');
  await mkdir(folder);
  await mkdir(packages);
  const built = await done(wheelCalls(plan, folder), 'PACKAGE_BUILD_FAILED', surroundings);
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
  if (installed === undefined) await tidy(packages);
  return installed;
}

/** Makes the calls side by side; the first that failed, with the code that says what it was for. */
async function done(
  calls: readonly Call[],
  code: 'LOCK_EXPORT_FAILED' | 'PACKAGE_BUILD_FAILED' | 'DEPENDENCIES_UNAVAILABLE',
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const outputs = await Promise.all(calls.map((call) => execute(call, surroundings)));
  const failed = outputs.find(isProblem);
  return failed?.code === 'TOOL_CRASHED' ? toolProblem(code, failed.message) : failed;
}
