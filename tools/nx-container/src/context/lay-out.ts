import { join } from 'node:path';
import type { ToolProblem } from '@modax/findings';
import type { Language } from '../project/language.ts';
import type { Surroundings } from '../running/execute.ts';
import type { ContextPlan, ImageContext, Layout } from './context.ts';
import { pythonLayout } from './python/lay-out-python.ts';
import { typeScriptLayout } from './typescript/lay-out-typescript.ts';

const LAYOUTS: Readonly<Record<Language, Layout>> = {
  python: pythonLayout,
  typescript: typeScriptLayout,
};

/**
 * Lays out what an image is made of, in the way of its language.
 * @returns why it could not.
 */
export async function layOut(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<ImageContext | ToolProblem> {
  const layout = LAYOUTS[plan.project.language];
  const dependencies = await layout.dependencies(plan, surroundings);
  if (typeof dependencies !== 'string') return dependencies;
  const packages = join(plan.run, 'packages');
  const problem = await layout.packages(plan, packages, surroundings);
  if (problem !== undefined) return problem;
  const installed = await layout.installed(plan, { dependencies, packages });
  return { dependencies, packages, installed };
}
