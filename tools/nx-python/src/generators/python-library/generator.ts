import type { GeneratorCallback, Tree } from '@nx/devkit';
import { lockAfterwards, readWorkspace, writePlan } from '../project/effects.ts';
import { planLibrary } from './plan.ts';

/** Makes the project and the lock that knows it. */
export default function generate(
  tree: Tree,
  { name }: { readonly name: string },
): GeneratorCallback {
  writePlan(tree, planLibrary(name, readWorkspace(tree)));
  return lockAfterwards(tree.root);
}
