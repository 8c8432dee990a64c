import { invalid, namesOf } from '../names.ts';
import { type Plan, unknownForm } from '../project/plan.ts';
import { scriptKeywords } from '../reserved-words.ts';
import { type Registers, withExecutor } from './edits.ts';
import { executorFiles } from './files.ts';

/** Where the plugin lies in the workspace. */
export const plugin = 'tools/nx-python';

/** The registers' places in the plugin. */
export const registerPaths: Readonly<Record<keyof Registers, string>> = {
  executors: `${plugin}/executors.json`,
  plans: `${plugin}/src/hashing/plan.ts`,
  specs: `${plugin}/src/executors/tools.spec.ts`,
};

/**
 * An executor of a tool that is named like its program and its package and writes its findings as JSON,
 * with its specs and its place in each register. `taken` are the names in the folder of the executors.
 */
export function planExecutor(name: string, taken: readonly string[], registers: Registers): Plan {
  const names = namesOf(name, taken);
  if ('problem' in names) return names;
  // A variable of that name would hide one of the specs that hold for every tool.
  const isUsed = new RegExp(String.raw`\b${names.camel}\b`).test(registers.specs);
  if (scriptKeywords.has(names.camel) || isUsed) {
    return invalid(
      `'${name}' is a word of the code that it would stand in`,
      'Choose another name.',
    );
  }
  const edited = withExecutor(registers, names);
  if ('unknown' in edited) {
    const path = registerPaths[edited.unknown];
    return unknownForm('the place of the executors', path);
  }
  return {
    files: {
      [registerPaths.executors]: edited.executors,
      [registerPaths.plans]: edited.plans,
      [registerPaths.specs]: edited.specs,
      ...Object.fromEntries(
        Object.entries(executorFiles(names)).map(([file, text]) => [
          `${plugin}/src/executors/${names.kebab}/${file}`,
          text,
        ]),
      ),
    },
  };
}
