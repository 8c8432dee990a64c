import { formatFiles, type Tree } from '@nx/devkit';
import { textIn, writePlan } from '../project/effects.ts';
import { planExecutor, plugin, registerPaths } from './plan.ts';

/** Makes the executor; nothing has it for a target yet. */
export default async function generate(
  tree: Tree,
  { name }: { readonly name: string },
): Promise<void> {
  const taken = tree.children(`${plugin}/src/executors`);
  const registers = {
    executors: textIn(tree, registerPaths.executors),
    plans: textIn(tree, registerPaths.plans),
    specs: textIn(tree, registerPaths.specs),
  };
  writePlan(tree, planExecutor(name, taken, registers));
  // How a line is broken depends on the length of the name.
  await formatFiles(tree);
}
