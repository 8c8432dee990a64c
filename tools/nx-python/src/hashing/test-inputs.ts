import type { TestInputs } from '../inference/test-inputs.ts';
import type { Disk } from './disk.ts';
import { moduleInputs } from './executor-code.ts';
import { type KeyInput, input } from './key-input.ts';
import { programInputs } from './machine-inputs.ts';

/** What a project's tests use beside the project, as it states in `[tool.modax.test-inputs]`. */
export function testInputs(
  stated: TestInputs,
  disk: Disk,
  variables: NodeJS.ProcessEnv,
): readonly KeyInput[] {
  const files = stated.files.map((file) => `${disk.root}/${file}`);
  return [
    ...moduleInputs(
      files.filter((file) => /\.m?[jt]s$/.test(file)),
      files,
      disk.root,
      disk,
    ),
    ...programInputs(stated.programs, disk, variables),
    ...stated.environment.flatMap((name) => {
      const value = variables[name];
      // Where a folder lies is the machine's affair; what is in it decides.
      return value?.startsWith('/') === true
        ? folderInputs(value, `$${name}`, disk)
        : [input(`environment ${name}`, value ?? null)];
    }),
    ...stated.folders.flatMap((folder) => folderInputs(folder, folder, disk)),
  ];
}

function folderInputs(folder: string, name: string, disk: Disk): readonly KeyInput[] {
  return disk
    .files(folder)
    .map((file) => ({ name: name + file.slice(folder.length), digest: disk.digest(file) }));
}
