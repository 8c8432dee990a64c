import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolProblem } from '@modax/findings';
import { forgetOld, settleAt } from '../image/place.ts';
import type { ContextPlan } from './context.ts';

/**
 * The folder of dependencies that is known by `state`, as an earlier run has laid it out, or as `layOut` does now into
 * the folder that it is given.
 */
export async function keptDependencies(
  { folder, run }: Pick<ContextPlan, 'folder' | 'run'>,
  state: readonly unknown[],
  layOut: (draft: string) => Promise<ToolProblem | undefined>,
): Promise<string | ToolProblem> {
  const digest = createHash('sha256').update(JSON.stringify(state)).digest('hex');
  const dependencies = join(folder, `dependencies-${digest}`);
  if (existsSync(dependencies)) return dependencies;
  // In the folder of the run, and moved to its place whole: what was interrupted is never taken for all.
  const draft = join(run, 'dependencies');
  await mkdir(draft);
  const problem = await layOut(draft);
  if (problem !== undefined) return problem;
  await settleAt(draft, dependencies);
  await forgetOld(folder, 'dependencies-', dependencies);
  return dependencies;
}
