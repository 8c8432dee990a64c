import type { ToolProblem } from '@modax/findings';
import type { Surroundings } from '../running/execute.ts';
import type { ContextPlan, ImageContext } from './context.ts';
import { layOutPython } from './python/lay-out-python.ts';
import { layOutTypeScript } from './typescript/lay-out-typescript.ts';

/**
 * Lays out what an image is made of, in the way of its language.
 * @returns why it could not.
 */
export function layOut(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<ImageContext | ToolProblem> {
  return plan.project.language === 'python'
    ? layOutPython(plan, surroundings)
    : layOutTypeScript(plan, surroundings);
}
